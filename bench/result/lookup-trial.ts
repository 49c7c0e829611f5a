import { z } from 'zod';
import { amount, count, numberOrNull, validity } from './numbers.ts';

/** One arm under one closed-loop load for one window. */
export const lookupTrialSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  boot: count,
  block: count.describe('counted through all boots'),
  position: count.describe('place in its block, which is in random order'),
  startedAtMs: z.number().describe('since the start of the run'),
  durationMs: z.number().positive(),
  connections: z.number().int().positive(),
  requests: count,
  accepted: count,
  statuses: z.record(z.string(), z.number().int()),
  errors: count,
  desynced: count,
  replicaCpuUs: amount.describe('user and system, all threads, all replicas of the arm'),
  replicaMainThreadCpuUs: amount,
  counterReadCpuUs: amount.describe(
    'replica CPU of one reading of the counters, from two readings in a row just before the trial; its mean over the arm and boot is taken off replicaCpuUs before a cost is computed',
  ),
  counterReadMainThreadCpuUs: amount,
  counterReadStoreCpuUs: amount,
  involuntarySwitches: count
    .nullable()
    .describe('times that the kernel took a replica off its core'),
  balancerCpuUs: amount.nullable(),
  storeCpuUs: amount,
  latencyUs: z.object({
    p50: z.number(),
    p90: z.number(),
    p99: numberOrNull.describe('null when the sample does not carry it'),
    histogram: z.string().describe('HdrHistogram V2, compressed, base64, microseconds'),
  }),
  generatorUtilization: z.number().min(0).max(1),
  hostStealShare: z.number().min(0).nullable(),
  otherProgramsShare: z
    .number()
    .min(0)
    .nullable()
    .optional()
    .describe('of all processor time during its block; null where it cannot be told'),
  replicaShares: z
    .array(z.number())
    .describe('share of answers per replica, in the order of the replicas'),
  ...validity,
});
export type LookupTrial = z.infer<typeof lookupTrialSchema>;
