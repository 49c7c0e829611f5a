import { z } from 'zod';

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
  counterReadCpuUs: z
    .number()
    .nonnegative()
    .describe(
      'replica CPU of one reading of the counters, from two readings in a row just before the trial; its mean over the arm and boot is taken off replicaCpuUs before a cost is computed',
    ),
  counterReadMainThreadCpuUs: z.number().nonnegative(),
  counterReadStoreCpuUs: z.number().nonnegative(),
  involuntarySwitches: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe('times that the kernel took a replica off its core'),
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
