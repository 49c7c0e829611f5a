import { z } from 'zod';
import { lookupTrialSchema } from './lookup-trial.ts';
import { count, numberOrNull } from './numbers.ts';

/**
 * Sweeps of one setting each, in blocks of their own (`ONLY=sweeps`). Every row is one arm at one setting; its raw
 * trials are in `trials` under the same `arm`.
 */
const ratio = z
  .object({
    to: z.string().describe('the arm that it is divided by'),
    ratio: z.number(),
    low: z.number(),
    high: z.number(),
    blocks: z.number().int(),
  })
  .describe('replica CPU per request, paired in the blocks, 95 % interval');
export type SweepRatio = z.infer<typeof ratio>;

const costs = {
  replicaCpuUsPerRequest: numberOrNull.describe('median of the valid trials'),
  mainThreadCpuUsPerRequest: numberOrNull,
  balancerCpuUsPerRequest: numberOrNull,
  storeCpuUsPerRequest: numberOrNull,
  requestsPerSecond: numberOrNull,
  latencyP50Us: numberOrNull.describe('closed loop'),
};

/** The arm of `algorithms` that is a second copy of its floor: what noise alone does to a ratio of this sweep. */
export const secondFloorArm = 'algorithms-floor-aa';

export const algorithmRowSchema = z.object({
  arm: z.string(),
  contender: z.string(),
  algorithm: z.string().nullable().describe('null for the arms that are compared with'),
  library: z.string().nullable(),
  trap: z.boolean().describe('a way to use the library that its documentation does not advise'),
  credentialBytes: count,
  ...costs,
  againstFloor: ratio.nullable(),
});
export type AlgorithmRow = z.infer<typeof algorithmRowSchema>;

export const sizeRowSchema = z.object({
  arm: z.string(),
  contender: z.string(),
  claimsBytes: count.describe('padding that the credential or the record was given'),
  credentialBytes: count.describe('header that presents it'),
  carriage: z.enum(['cookie', 'bearer']),
  status: z
    .number()
    .int()
    .nullable()
    .describe('answer to one request; null when there was no answer'),
  replicaStatus: z
    .number()
    .int()
    .nullable()
    .describe('the same, asked past the balancer; null when there was no answer'),
  stoppedBy: z
    .enum(['browser', 'balancer', 'replica', 'login'])
    .nullable()
    .describe(
      'first on the way from a browser. browser: the cookie exceeds 4096 bytes (RFC 6265bis), a limit that no HTTP client of the lab has; balancer: nginx answers 400; replica: Node answers 431; login: the credential could not be handed out',
    ),
  ...costs,
  againstSmallest: ratio.nullable(),
});
export type SizeRow = z.infer<typeof sizeRowSchema>;

export const populationRowSchema = z.object({
  arm: z.string(),
  contender: z.string(),
  live: count.describe('sessions, or denylist entries, that exist meanwhile'),
  storeBytesPerEntry: numberOrNull.describe('Redis memory, used_memory, growth per entry'),
  replicaBytesPerEntry: numberOrNull.describe('growth of the memory of one replica per entry'),
  ...costs,
  againstFewest: ratio.nullable(),
});
export type PopulationRow = z.infer<typeof populationRowSchema>;

export const replicaRowSchema = z.object({
  arm: z.string(),
  contender: z.string(),
  replicas: z.number().int().positive(),
  ...costs,
  againstOne: ratio.nullable(),
});
export type ReplicaRow = z.infer<typeof replicaRowSchema>;

export const sweepsSchema = z.object({
  trials: z.array(lookupTrialSchema),
  algorithms: z.array(algorithmRowSchema).describe('algorithm and library of the signature'),
  sizes: z.array(sizeRowSchema).describe('claims or session record, and what stops them'),
  populations: z
    .array(populationRowSchema)
    .describe('live credentials in Redis, entries of a denylist'),
  replicas: z.array(replicaRowSchema),
});
export type Sweeps = z.infer<typeof sweepsSchema>;
