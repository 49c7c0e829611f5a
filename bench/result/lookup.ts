import { z } from 'zod';

const ratioInterval = { low: z.number().nullable(), high: z.number().nullable() };

/** One arm under one closed-loop load for one window. */
export const lookupTrialSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  boot: z.number().int().nonnegative(),
  block: z.number().int().nonnegative().describe('counted through all boots'),
  position: z.number().int().nonnegative().describe('place in its block, which is in random order'),
  startedAtMs: z.number().describe('since the start of the run'),
  durationMs: z.number().positive(),
  connections: z.number().int().positive(),
  requests: z.number().int().nonnegative(),
  accepted: z.number().int().nonnegative(),
  statuses: z.record(z.string(), z.number().int()),
  errors: z.number().int().nonnegative(),
  desynced: z.number().int().nonnegative(),
  replicaCpuUs: z
    .number()
    .nonnegative()
    .describe('user and system, all threads, all replicas of the arm'),
  replicaMainThreadCpuUs: z.number().nonnegative(),
  balancerCpuUs: z.number().nonnegative().nullable(),
  storeCpuUs: z.number().nonnegative(),
  latencyUs: z.object({
    p50: z.number(),
    p90: z.number(),
    p99: z.number().nullable().describe('null when the sample does not carry it'),
    histogram: z.string().describe('HdrHistogram V2, compressed, base64, microseconds'),
  }),
  generatorUtilization: z.number().min(0).max(1),
  hostStealShare: z.number().min(0).nullable(),
  replicaShares: z
    .array(z.number())
    .describe('share of answers per replica, in the order of the replicas'),
  valid: z.boolean(),
  invalidBecause: z.array(z.string()),
});
export type LookupTrial = z.infer<typeof lookupTrialSchema>;

/** Latency at an equal offered rate, from the paced open loop; from intended start to complete answer. */
export const pacedTrialSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  block: z.number().int().nonnegative(),
  offeredPerSecond: z.number().positive(),
  requests: z.number().int().nonnegative(),
  accepted: z.number().int().nonnegative(),
  sendLagP99Ms: z.number().nonnegative(),
  latencyUs: z.object({ p50: z.number(), p90: z.number(), p99: z.number().nullable() }),
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
export type VerdictWord = z.infer<typeof verdictWord>;

export const comparisonSchema = z.object({
  a: z.string(),
  b: z.string(),
  kind: z
    .enum(['a-a', 'primary', 'secondary'])
    .describe('primary comparisons are named before the run; Holm corrects the rest'),
  metric: z.enum([
    'replicaCpuUsPerRequest',
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
  requestBytes: z.number().nonnegative().nullable().describe('client to balancer, as sent'),
  responseBytes: z.number().nonnegative().nullable().describe('balancer to client, as received'),
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
});
export type Cost = z.infer<typeof costSchema>;

export const rttPointSchema = z.object({
  contender: z.string(),
  nominalEachWayMs: z.number(),
  roundTripMs: z.number(),
  requestMs: z.number(),
  block: z.number().int().nonnegative(),
});
export type RttPoint = z.infer<typeof rttPointSchema>;

export const rttSweepSchema = z.object({
  contender: z.string(),
  expected: z.number(),
  slope: z.number(),
  slopeLow: z.number(),
  slopeHigh: z.number(),
  interceptMs: z.number(),
  points: z.array(rttPointSchema),
});
export type RttSweep = z.infer<typeof rttSweepSchema>;

export const lookupSchema = z.object({
  trials: z.array(lookupTrialSchema),
  paced: z.array(pacedTrialSchema),
  costs: z.array(costSchema),
  comparisons: z.array(comparisonSchema),
  ledger: z.array(ledgerRowSchema),
  rttSweep: z.array(rttSweepSchema),
});
export type LookupResult = z.infer<typeof lookupSchema>;
