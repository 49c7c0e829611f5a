import { z } from 'zod';
import { ladderSchema } from './ladder.ts';
import { lookupTrialSchema } from './lookup-trial.ts';
import { amount, count, numberOrNull, validity, verdictWord } from './numbers.ts';
import { surfaceSchema } from './surface.ts';
import { sweepsSchema } from './sweeps.ts';

export type { LookupTrial } from './lookup-trial.ts';

const ratioInterval = { low: numberOrNull, high: numberOrNull };

/** Latency at an equal offered rate, from the paced open loop; from intended start to complete answer. */
export const pacedTrialSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  block: count,
  offeredPerSecond: z.number().positive(),
  requests: count,
  accepted: count,
  sendLagP99Ms: amount,
  latencyUs: z
    .object({ p50: z.number(), p90: numberOrNull, p99: numberOrNull })
    .describe('null where the answers of the trial do not carry it'),
  latenciesUs: z
    .array(count)
    .optional()
    .describe(
      'of each accepted answer: all valid trials of an arm together carry percentiles that one does not',
    ),
  ...validity,
});
export type PacedTrial = z.infer<typeof pacedTrialSchema>;

export const comparisonSchema = z.object({
  a: z.string(),
  b: z.string(),
  kind: z
    .enum(['a-a', 'primary', 'secondary'])
    .describe('primary comparisons are named before the run; Holm corrects the rest'),
  metric: z.enum([
    'wholePathCpuUsPerRequest',
    'replicaCpuUsPerRequest',
    'mainThreadCpuUsPerRequest',
    'latencyP50Us',
    'pacedLatencyP50Us',
    'requestsPerSecond',
  ]),
  blocks: count,
  ratio: numberOrNull.describe('a divided by b; null when no block holds both'),
  ...ratioInterval,
  mdePercent: numberOrNull.describe('smallest effect that the A/A pair of this run lets us detect'),
  pValue: numberOrNull,
  lag1: numberOrNull.describe(
    'correlation of the log ratio of a block with that of the next; above 0 it widens the interval',
  ),
  bootFactor: numberOrNull.describe(
    'variance of boot means over what blocks alone would give them, all arms of the run together, at least 1; it widens the interval; null for one boot',
  ),
  byBoot: z
    .object({ boots: z.number().int(), ratio: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe('cross-check: the interval over the means of the boots; null below two boots'),
  verdict: verdictWord,
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** Work that was counted and not timed, with one request in flight at a time. */
export const ledgerRowSchema = z.object({
  contender: z.string(),
  requests: z.number().int().positive(),
  redisCommandsPerRequest: amount,
  redisRoundTripsPerRequest: amount,
  commands: z.record(z.string(), z.number()).describe('calls per request, by command'),
  redisInputBytesPerRequest: amount,
  redisOutputBytesPerRequest: amount,
  backgroundCommandsPerSecond: amount.describe(
    'of all replicas, while no request comes: heartbeats and the like, already taken off the rest',
  ),
  requestBytes: amount.nullable().describe('client to balancer, per request'),
  responseBytes: amount.nullable().describe('balancer to client'),
  replicaRequestBytes: amount.nullable().describe('balancer to replica'),
  replicaResponseBytes: amount.nullable().describe('replica to balancer'),
  credentialBytes: count,
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

/** What one arm costs, in absolute terms of this machine on this day; for the reader, never for a verdict. */
export const costSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  trials: count,
  wholePathCpuUsPerRequest: numberOrNull
    .optional()
    .describe('replicas, Redis and balancer; null where the CPU of the balancer could not be read'),
  replicaCpuUsPerRequest: numberOrNull,
  mainThreadCpuUsPerRequest: numberOrNull,
  balancerCpuUsPerRequest: numberOrNull,
  storeCpuUsPerRequest: numberOrNull,
  requestsPerSecond: numberOrNull,
  latencyUs: z
    .object({
      count: z.number().int(),
      p50: numberOrNull,
      p90: numberOrNull,
      p99: numberOrNull,
    })
    .describe(
      'closed loop, histograms of all valid trials merged; null where the count does not carry it',
    ),
  drift: z
    .object({
      label: z.enum(['flat', 'warming', 'slowing', 'inconsistent']),
      percentPerBoot: z.number(),
    })
    .describe('of replica CPU per request over a boot'),
  counterReadCpuUs: numberOrNull.describe('mean cost of reading the counters, already taken off'),
});
export type Cost = z.infer<typeof costSchema>;

/**
 * Request time against the round trip to Redis that was measured in the same moment. The slope is the number of
 * sequential round trips of a request, the intercept everything else.
 */
export const rttPointSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  nominalEachWayMs: z.number(),
  roundTripMs: z.number().describe('median of PINGs on the same way, half before and half after'),
  requestMs: z.number().describe('median time of accepted answers, one request in flight'),
  refused: z
    .number()
    .int()
    .describe('requests without an accepted answer, such as a 503 for a Redis that took too long'),
  block: count,
});
export type RttPoint = z.infer<typeof rttPointSchema>;

export const rttSweepSchema = z.object({
  contender: z.string(),
  arm: z.string().describe('equal to the contender unless algorithm or library is varied'),
  algorithm: z.string().nullable(),
  library: z.string().nullable(),
  expected: z.number(),
  slope: z.number(),
  slopeLow: z.number(),
  slopeHigh: z.number(),
  interceptMs: z.number(),
  interceptLowMs: z.number(),
  interceptHighMs: z.number(),
  points: z.array(rttPointSchema),
});
export type RttSweep = z.infer<typeof rttSweepSchema>;

/**
 * From which round trip on `signature` (an arm that asks Redis nothing) is faster than `lookup` (one that does).
 * `at`: from `roundTripMs` on. `below-range`: faster at every round trip that was measured. `above-range`: slower at
 * every one. `parallel`: the slopes cannot be told apart.
 */
export const crossoverSchema = z.object({
  lookup: z.string().describe('arm'),
  signature: z.string().describe('arm'),
  algorithm: z.string().nullable(),
  library: z.string().nullable(),
  kind: z.enum(['at', 'below-range', 'above-range', 'parallel', 'too-few-blocks']),
  roundTripMs: numberOrNull.describe('null unless `at`'),
  lowMs: numberOrNull,
  highMs: numberOrNull,
  measuredFromMs: z.number().describe('smallest round trip measured'),
  measuredToMs: z.number(),
  savedAtSmallestMs: z
    .number()
    .describe(
      'time that the signature saves at the smallest measured round trip; negative: it costs',
    ),
});
export type Crossover = z.infer<typeof crossoverSchema>;

/** The generator against an answer that nginx gives alone: what it could do if replicas cost nothing. */
export const ceilingSchema = z.object({
  requests: z.number().int().positive(),
  requestsPerSecond: z.number().positive(),
  generatorUtilization: z.number().min(0).max(1),
});
export type Ceiling = z.infer<typeof ceilingSchema>;

export const lookupSchema = z.object({
  trials: z.array(lookupTrialSchema),
  paced: z.array(pacedTrialSchema),
  costs: z.array(costSchema),
  comparisons: z.array(comparisonSchema),
  ledger: z.array(ledgerRowSchema),
  rttSweep: z.array(rttSweepSchema),
  crossovers: z.array(crossoverSchema),
  ladder: ladderSchema.nullable(),
  surface: surfaceSchema
    .nullable()
    .default(null)
    .describe('null in smoke, without `sessions` or any token, and in files of earlier versions'),
  sweeps: sweepsSchema.nullable(),
  ceiling: ceilingSchema.nullable(),
});
export type LookupResult = z.infer<typeof lookupSchema>;
