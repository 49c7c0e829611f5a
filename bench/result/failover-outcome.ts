import { z } from 'zod';
import { count, numberOrNull } from './numbers.ts';

/** How one request ended. Exactly one class for each request. */
export const outcomeClass = z.enum([
  'ok',
  'slow',
  'retried',
  '5xx',
  'reset',
  'refused',
  'timeout',
  'false-reject',
  'false-accept',
]);
export type OutcomeClass = z.infer<typeof outcomeClass>;

export const outcomeCounts = z.partialRecord(outcomeClass, count);

/**
 * Late or failed answers that the machine explains: while each of them was awaited, less than a tenth of the processor
 * time was idle.
 */
export const starvedCounts = outcomeCounts
  .optional()
  .describe(
    'of `outcomes`: late or failed while less than 10 % of the processor time was idle; absent: none',
  );

/** One kind of request of the mix, from the fault to the end of the watch. */
export const failoverRouteSchema = z.object({
  route: z.string().describe('method and path'),
  population: z.enum(['valid', 'revoked', 'public']),
  leaving: z.boolean().describe('users who log out during the fault: valid before, revoked after'),
  asksRedis: z
    .boolean()
    .describe('whether this contender asks Redis to answer it; false: it must not fail with Redis'),
  requests: count,
  outcomes: outcomeCounts,
  starved: starvedCounts,
  answered503: count.describe(
    'of the class 5xx: a replica said "not now"; 502 and 504 are from the balancer',
  ),
  failedP99Ms: numberOrNull.describe('from sending to the failed answer; null: none failed'),
});
export type FailoverRoute = z.infer<typeof failoverRouteSchema>;

/** Misjudged answers of one replica since the fault. */
export const misjudgementSchema = z.object({
  replica: z.string(),
  outcome: z.enum(['false-accept', 'false-reject']),
  requests: z.number().int().positive(),
  firstMs: z.number().describe('since the fault'),
  lastMs: z.number().describe('since the fault'),
});
export type Misjudgement = z.infer<typeof misjudgementSchema>;

/** nginx gave up on a replica for a request: it now leaves that replica out for `fail_timeout`. */
export const ejectionSchema = z.object({
  replica: z.string(),
  atMs: z.number().describe('since the fault'),
});
export type Ejection = z.infer<typeof ejectionSchema>;

/** Logouts that users tried while the fault held. An acknowledged one must hold through all that happens afterwards. */
export const lateRevocationsSchema = z.object({
  tried: count,
  acknowledged: count,
  acceptedAfterwards: count.describe(
    'acknowledged, and yet accepted later than the bound that the contender states',
  ),
});

/**
 * What happened while Redis was away, to a contender that goes on with a copy for a time that its card states: before
 * that time was over, and from then on until Redis was back.
 */
export const boundPhasesSchema = z.object({
  boundMs: z.number().positive().describe('how long the contender may go on with its copy'),
  heldMs: z.number().positive().describe('how long the fault held'),
  within: outcomeCounts.describe('requests with a credential, sent within the bound'),
  after: outcomeCounts.describe(
    'requests with a credential, sent after the bound until the fault was healed',
  ),
});
export type BoundPhases = z.infer<typeof boundPhasesSchema>;
