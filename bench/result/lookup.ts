import { z } from 'zod';
import { ladderSchema } from './ladder.ts';
import { lookupTrialSchema } from './lookup-trial.ts';
import { crossoverSchema, rttSweepSchema } from './round-trips.ts';
import { sweepsSchema } from './sweeps.ts';

export type { LookupTrial } from './lookup-trial.ts';
export type { Crossover, RttSweep } from './round-trips.ts';

const ratioInterval = { low: z.number().nullable(), high: z.number().nullable() };

/** Latency at an equal offered rate, from the paced open loop; from intended start to complete answer. */
export const pacedTrialSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  block: z.number().int().nonnegative(),
  offeredPerSecond: z.number().positive(),
  requests: z.number().int().nonnegative(),
  accepted: z.number().int().nonnegative(),
  sendLagP99Ms: z.number().nonnegative(),
  latencyUs: z
    .object({ p50: z.number(), p90: z.number().nullable(), p99: z.number().nullable() })
    .describe('null where the answers of the trial do not carry it'),
  valid: z.boolean(),
  invalidBecause: z.array(z.string()),
});
export type PacedTrial = z.infer<typeof pacedTrialSchema>;

export const verdictWord = z.enum([
  'costs-more',
  'costs-less',
  'equivalent',
  'not-distinguishable',
]);

export const comparisonSchema = z.object({
  a: z.string(),
  b: z.string(),
  kind: z
    .enum(['a-a', 'primary', 'secondary'])
    .describe('primary comparisons are named before the run; Holm corrects the rest'),
  metric: z.enum([
    'replicaCpuUsPerRequest',
    'mainThreadCpuUsPerRequest',
    'latencyP50Us',
    'pacedLatencyP50Us',
    'requestsPerSecond',
  ]),
  blocks: z.number().int().nonnegative(),
  ratio: z.number().nullable().describe('a divided by b; null when no block holds both'),
  ...ratioInterval,
  mdePercent: z
    .number()
    .nullable()
    .describe('smallest effect that the A/A pair of this run lets us detect'),
  pValue: z.number().nullable(),
  lag1: z
    .number()
    .nullable()
    .describe(
      'correlation of the log ratio of a block with that of the next; above 0 it widens the interval',
    ),
  bootFactor: z
    .number()
    .nullable()
    .describe(
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
  redisCommandsPerRequest: z.number().nonnegative(),
  redisRoundTripsPerRequest: z.number().nonnegative(),
  commands: z.record(z.string(), z.number()).describe('calls per request, by command'),
  redisInputBytesPerRequest: z.number().nonnegative(),
  redisOutputBytesPerRequest: z.number().nonnegative(),
  backgroundCommandsPerSecond: z
    .number()
    .nonnegative()
    .describe(
      'of all replicas, while nobody asks: heartbeats and the like, already taken off the rest',
    ),
  requestBytes: z.number().nonnegative().nullable().describe('client to balancer, per request'),
  responseBytes: z.number().nonnegative().nullable().describe('balancer to client'),
  replicaRequestBytes: z.number().nonnegative().nullable().describe('balancer to replica'),
  replicaResponseBytes: z.number().nonnegative().nullable().describe('replica to balancer'),
  credentialBytes: z.number().int().nonnegative(),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

/** What one arm costs, in absolute terms of this machine on this day; for the reader, never for a verdict. */
export const costSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  trials: z.number().int().nonnegative(),
  replicaCpuUsPerRequest: z.number().nullable(),
  mainThreadCpuUsPerRequest: z.number().nullable(),
  balancerCpuUsPerRequest: z.number().nullable(),
  storeCpuUsPerRequest: z.number().nullable(),
  requestsPerSecond: z.number().nullable(),
  latencyUs: z
    .object({
      count: z.number().int(),
      p50: z.number().nullable(),
      p90: z.number().nullable(),
      p99: z.number().nullable(),
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
  counterReadCpuUs: z
    .number()
    .nullable()
    .describe('mean cost of reading the counters, already taken off'),
});
export type Cost = z.infer<typeof costSchema>;

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
  sweeps: sweepsSchema.nullable(),
  ceiling: ceilingSchema.nullable(),
});
export type LookupResult = z.infer<typeof lookupSchema>;
