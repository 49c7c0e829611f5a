import { z } from 'zod';
import { type ActionName, actionNames } from '../../infra/contenders/card.ts';
import { amount, count, numberOrNull, validity } from './numbers.ts';
import {
  boundProofSchema,
  correctnessSchema,
  notMeasuredSchema,
  openStreamSchema,
  presetSchema,
  raceSchema,
  staleCurveSchema,
} from './revocation-findings.ts';

export const actionName = z.enum(actionNames);
export type { ActionName };

/** All times are milliseconds after the revoking answer was fully received (t_ack). */
export const replicaRevocationSchema = z.object({
  replica: z.string(),
  probes: count,
  staleAccepts: count.describe('sent after t_ack and accepted'),
  inFlightAccepts: count.describe('sent before t_ack, answered after it; never a violation'),
  lastStaleAcceptMs: numberOrNull.describe(
    'when the last stale accept was sent; null: there was none',
  ),
  firstRefusalMs: numberOrNull.describe(
    'when the first refusal after which nothing was accepted was answered; null: censored',
  ),
  firstRefusedSentMs: amount
    .nullable()
    .default(null)
    .describe(
      'when the first probe was sent from which on all were refused, 0 if before t_ack: without the time of its answer',
    ),
  largestGapMs: amount.describe('largest time between two probes around t_ack: the resolution'),
  medianGapMs: amount,
  resurrections: count.describe('accepts after a refusal'),
});
export type ReplicaRevocation = z.infer<typeof replicaRevocationSchema>;

export const revocationTrialSchema = z.object({
  contender: z.string(),
  action: actionName,
  trial: count,
  revokedOn: z
    .string()
    .describe('the replica that answered the revoking request, or balancer; empty: none did'),
  revokeMs: amount.describe('revoking request sent until its answer was fully received'),
  watchedMs: amount.describe('how long probing went on after t_ack, thinly at the end'),
  finelyWatchedMs: amount
    .default(0)
    .describe('of it, at about one probe per millisecond and replica'),
  cpuWaitMs: amount
    .nullable()
    .default(null)
    .describe('of the prober, while it revoked and probed finely: ready to run, and no CPU free'),
  replicas: z.array(replicaRevocationSchema),
  /** The latency of the fleet lies between these: the largest over the replicas. */
  fleetLowMs: amount,
  fleetHighMs: numberOrNull,
  resolutionMs: amount,
  censored: z.boolean().describe('still accepted when the watch ended'),
  expiresInMs: numberOrNull
    .default(null)
    .describe('life that the credential had left at t_ack, as the server had said at login'),
  /** What a user saw through the balancer, one stream of probes. */
  throughBalancer: z.object({ probes: z.number().int(), staleAccepts: z.number().int() }),
  resurrections: count,
  ...validity,
});
export type RevocationTrial = z.infer<typeof revocationTrialSchema>;

export const revocationSummarySchema = z.object({
  contender: z.string(),
  action: actionName,
  trials: count,
  resolutionMs: numberOrNull.describe('median over the trials'),
  medianGapMs: numberOrNull
    .default(null)
    .describe('between two probes of a replica around t_ack; median over trials and replicas'),
  p50Ms: numberOrNull.describe(
    'of the upper end; null when censored or the sample does not carry it',
  ),
  p99Ms: numberOrNull,
  maxMs: numberOrNull,
  p99LowMs: numberOrNull
    .default(null)
    .describe('of the lower end: the last accept that was seen. The truth lies between the two'),
  p99SentMs: numberOrNull
    .default(null)
    .describe(
      'of the moment from which on every probe that was sent was refused; p99Ms waits for the answer',
    ),
  maxLowMs: numberOrNull.default(null),
  staleTrials: count
    .nullable()
    .default(null)
    .describe('in which a probe that was sent after t_ack was accepted'),
  maxStaleMs: numberOrNull
    .default(null)
    .describe(
      'the largest upper end of those trials only; null when censored, or when there are none',
    ),
  staleAccepts: count,
  probesAfterAck: count,
  censored: count,
  resurrections: count,
  boundMs: numberOrNull.describe(
    'what the contender promises: 0 for the next request, its life for expiry only',
  ),
  usualBoundMs: numberOrNull
    .default(null)
    .describe('what `boundMs` is in use, where the run divides its time; null: the run does not'),
  boundBecause: z
    .string()
    .nullable()
    .default(null)
    .describe('why it promises less of this action than of a logout; null: it does not'),
});
export type RevocationSummary = z.infer<typeof revocationSummarySchema>;

export const revocationSchema = z.object({
  trials: z.array(revocationTrialSchema),
  summary: z.array(revocationSummarySchema),
  /** The rest came later than 1.0.0's first files, which have none of it. */
  notMeasured: z.array(notMeasuredSchema).default([]),
  staleCurves: z.array(staleCurveSchema).default([]),
  bounds: z.array(boundProofSchema).default([]),
  races: z.array(raceSchema).default([]).describe('requests in flight while the logout happens'),
  correctness: z.array(correctnessSchema).default([]),
  openStreams: z.array(openStreamSchema).default([]),
  presets: z.array(presetSchema).default([]),
});
export type RevocationResult = z.infer<typeof revocationSchema>;
