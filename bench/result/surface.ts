import { z } from 'zod';
import { lookupTrialSchema } from './lookup-trial.ts';
import { count, numberOrNull, verdictWord } from './numbers.ts';

/** The two costs by which the surface compares. The first is the headline. */
export const surfaceMeasures = ['wholePathCpuUsPerRequest', 'replicaCpuUsPerRequest'] as const;
export type SurfaceMeasure = (typeof surfaceMeasures)[number];

const ratio = z
  .object({
    ratio: z.number(),
    low: z.number(),
    high: z.number(),
    blocks: z.number().int(),
    verdict: verdictWord.describe('corrected for the number of rows (Holm)'),
  })
  .describe(
    'paired in the blocks, 95 % interval; one boot, so differences between boots are not in it',
  );
export type SurfaceRatio = z.infer<typeof ratio>;

const bothCosts = z.object({
  wholePathCpuUsPerRequest: ratio.nullable(),
  replicaCpuUsPerRequest: ratio.nullable(),
});

/** What signs and verifies; null for an arm without a signature. */
const configuration = {
  arm: z.string(),
  contender: z.string(),
  algorithm: z.string().nullable(),
  library: z.string().nullable(),
};

export const surfaceRowSchema = z.object({
  ...configuration,
  connections: z.number().int().positive(),
  trials: count.describe('valid ones'),
  wholePathCpuUsPerRequest: numberOrNull.describe(
    'replica, Redis and balancer; median of the valid trials, null where the balancer cannot be read',
  ),
  replicaCpuUsPerRequest: numberOrNull,
  againstSessions: bothCosts.describe('divided by `sessions` at the same number of connections'),
  againstFloor: bothCosts.describe(
    'divided by `floor` at the same number; of the second copy of `floor` this is the noise of the boot',
  ),
});
export type SurfaceRow = z.infer<typeof surfaceRowSchema>;

export const surfaceChangeSchema = z.object({
  ...configuration,
  from: z.number().int().positive().describe('fewest connections'),
  to: z.number().int().positive().describe('most connections'),
  againstSessions: ratio.describe(
    'CPU of the whole path: the ratio to `sessions` at `to`, divided by that at `from`',
  ),
});
export type SurfaceChange = z.infer<typeof surfaceChangeSchema>;

/** What a request costs by algorithm, library and concurrency: one boot, one replica of each arm. */
export const surfaceSchema = z.object({
  trials: z.array(lookupTrialSchema),
  rows: z.array(surfaceRowSchema),
  changes: z
    .array(surfaceChangeSchema)
    .describe('of the arms that were measured at several numbers of connections'),
});
export type Surface = z.infer<typeof surfaceSchema>;
