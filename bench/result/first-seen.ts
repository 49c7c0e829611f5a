import { z } from 'zod';
import { lookupTrialSchema } from './lookup-trial.ts';
import { count, numberOrNull } from './numbers.ts';
import { bothCosts } from './surface.ts';

const share = z
  .number()
  .min(0)
  .max(1)
  .describe('of the requests, those that present a token which the replica has not seen before');

/** A window in which a fixed share of the requests presents first-seen tokens; the reference gets none of them. */
export const firstSeenTrialSchema = lookupTrialSchema.extend({
  share,
  firstSeen: count.describe('tokens that were presented for the first time, once each'),
  verified: count
    .nullable()
    .describe(
      'tokens that the replica verified, by its own counter; a trial in which they are not the first-seen ones is invalid; null for the reference, which verifies every token',
    ),
});
export type FirstSeenTrial = z.infer<typeof firstSeenTrialSchema>;

export const firstSeenRowSchema = z.object({
  share,
  requests: count.describe('of each trial'),
  trials: count.describe('valid ones'),
  wholePathCpuUsPerRequest: numberOrNull.describe(
    'replica, Redis and balancer; median of the valid trials, null where the balancer cannot be read',
  ),
  replicaCpuUsPerRequest: numberOrNull,
  againstReference: bothCosts.describe('divided by the reference in the same block'),
});
export type FirstSeenRow = z.infer<typeof firstSeenRowSchema>;

/** What a cache of verified tokens costs by the share of tokens that it has not seen: one boot, one replica of each arm. */
export const firstSeenSchema = z.object({
  contender: z.string().describe('remembers the tokens that it has verified'),
  reference: z.string().describe('the same without that memory'),
  trials: z.array(firstSeenTrialSchema),
  rows: z.array(firstSeenRowSchema),
  crossover: z
    .object({ share: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe(
      'the share from which on the contender costs as much as the reference, whole path: where the lines of the blocks reach 1, with the 95 % interval of Fieller, which may reach beyond 1; null where they do not reach it between the least and the largest share, or where their slope cannot be told from 0',
    ),
});
export type FirstSeen = z.infer<typeof firstSeenSchema>;
