import { z } from 'zod';
import { lookupTrialSchema } from './lookup-trial.ts';
import { count } from './numbers.ts';

/**
 * Where the cost of a request arises: the floor, and what each step adds to it. A rung is the difference of two arms
 * that differ in one thing, paired in their blocks, in microseconds of this machine. Two ladders: `sessions` (the ID
 * is carried, checked, looked up, touched) and `tokens` (the token is carried, read, its signature checked, the
 * denylist asked).
 */
const mean = z
  .object({ meanUs: z.number(), lowUs: z.number(), highUs: z.number() })
  .describe('mean over the blocks and its 95 % interval');

export const ladderMetric = z.enum([
  'replicaCpuUsPerRequest',
  'mainThreadCpuUsPerRequest',
  'balancerCpuUsPerRequest',
  'storeCpuUsPerRequest',
  'latencyP50Us',
]);
export type LadderMetric = z.infer<typeof ladderMetric>;

export const rungSchema = z.object({
  ladder: z.enum(['sessions', 'tokens']),
  step: z.enum([
    'floor',
    'carried',
    'checked',
    'read',
    'signature',
    'first-round-trip',
    'second-round-trip',
  ]),
  from: z.string().nullable().describe('arm that lacks the step; null for the floor itself'),
  to: z.string().describe('arm that has it'),
  adds: z.string().describe('what the step does, in words'),
  blocks: count,
  costs: z
    .partialRecord(ladderMetric, mean)
    .describe('a metric that this run cannot read is left out'),
});
export type Rung = z.infer<typeof rungSchema>;

/**
 * The whole that the rungs make, and a check of it. The rungs and the whole come from the blocks that hold every arm, so
 * they add up by arithmetic, for any measurement. The check estimates each of them from blocks of its own. It tests the
 * intervals and the pairing; two steps that help or hinder each other would not show here.
 */
export const ladderSumSchema = z.object({
  ladder: z.enum(['sessions', 'tokens']),
  metric: ladderMetric,
  top: z.string().describe('arm with every step'),
  sum: mean.describe('floor and all rungs, each from blocks of its own: for the check only'),
  whole: mean.describe('the top arm by itself, in the blocks of the rungs: the sum of their means'),
  differenceUs: z.number().describe('of the check: sum minus the top arm in blocks of its own'),
  differenceLowUs: z.number(),
  differenceHighUs: z.number(),
  pValue: z
    .number()
    .optional()
    .describe('two-sided, for no difference, of this sum alone; older files do not have it'),
  agrees: z.boolean().describe('the interval of the difference holds 0'),
});
export type LadderSum = z.infer<typeof ladderSumSchema>;

export const ladderSchema = z.object({
  trials: z
    .array(lookupTrialSchema)
    .describe('arms that only the ladder needs, in the blocks of lookup.trials'),
  rungs: z.array(rungSchema),
  sums: z.array(ladderSumSchema),
});
export type Ladder = z.infer<typeof ladderSchema>;
