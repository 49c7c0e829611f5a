import { z } from 'zod';
import { count } from './numbers.ts';

/**
 * The name of a fault, such as `redis-down`. `none`: the time before each fault, in which nothing was broken. Any
 * well-formed name will do, so that the results of a version with other faults can be read.
 */
export const faultName = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
export type FaultName = z.infer<typeof faultName>;

/** Which fault, and in which of its forms: `redis-full` has one form for each eviction policy. Spread into a schema. */
export const faultIdentity = {
  fault: faultName,
  variant: z.string().nullable().describe('form of the fault; null: it has only one'),
};

/** What valid users got on routes that need their credential only. The worst of what happened. */
export const userOutcome = z.enum(['served', 'slowed', 'failed', 'signed-out']);

/** What revoked credentials got. `accepted`: at least one. */
export const revokedOutcome = z.enum(['refused', 'accepted']);

/** What happened on routes for which this contender does not ask Redis. */
export const redisFreeOutcome = z.enum(['served', 'slowed', 'failed']);
export type RedisFreeOutcome = z.infer<typeof redisFreeOutcome>;

/** What one trial amounts to. Only credentials and failures count here: what was retried unseen is `served`. */
export const cellOutcomeSchema = z.object({
  users: userOutcome,
  revoked: revokedOutcome,
  redisFree: redisFreeOutcome,
  lasting: z
    .boolean()
    .describe('whether credentials were still misjudged in the last second of the watch'),
});
export type CellOutcome = z.infer<typeof cellOutcomeSchema>;

/** What we expect: any of the named outcomes agrees. A list with more than one says that chance decides. */
export const expectedOutcomeSchema = z.object({
  users: z.array(userOutcome).min(1),
  revoked: z.array(revokedOutcome).min(1),
  redisFree: z.array(redisFreeOutcome).min(1),
  lasting: z.array(z.boolean()).min(1),
});
export type ExpectedOutcome = z.infer<typeof expectedOutcomeSchema>;

/** One cell of the fault matrix: expected against observed. */
export const failoverCellSchema = z.object({
  ...faultIdentity,
  contender: z.string(),
  expected: expectedOutcomeSchema,
  reason: z.string().describe('why we expect it'),
  source: z.string().describe('what the expectation rests on'),
  observed: cellOutcomeSchema
    .nullable()
    .describe('worst of the valid trials; null: there was none'),
  trials: count,
  trialsAgreeing: count,
  agrees: z
    .boolean()
    .nullable()
    .describe(
      'in every trial, but for lateness in one of ten; null: not observed, or it cannot be told',
    ),
  surprises: z.array(z.string()).describe('a sentence for each disagreement'),
  cannotTell: z
    .array(z.string())
    .default([])
    .describe(
      'a sentence for each disagreement that the lack of processor time explains; then `agrees` is null',
    ),
});
export type FailoverCell = z.infer<typeof failoverCellSchema>;

/** What a fault is, and what to configure against it. */
export const faultDescriptionSchema = z.object({
  ...faultIdentity,
  title: z.string(),
  done: z.string().describe('what exactly is done to the lab'),
  advice: z.string().describe('what to configure against it'),
  settings: z
    .record(z.string(), z.string())
    .describe('the settings of this lab that the advice is about'),
});
export type FaultDescription = z.infer<typeof faultDescriptionSchema>;

/** A rule that must hold in every fault, checked on the trials. */
export const invariantSchema = z.object({
  invariant: z.string(),
  checked: count.describe('trials to which it applies'),
  violations: z.array(z.string()).describe('a sentence for each trial that broke it'),
});
export type Invariant = z.infer<typeof invariantSchema>;

/** The same fault, at the same moment, under the three answers to "Redis cannot be asked". */
export const tradeOffSchema = z.object({
  fault: faultName,
  variant: z.string().nullable(),
  trial: count,
  policies: z.array(
    z.object({
      policy: z.enum(['fail-closed', 'fail-open', 'serve-what-you-know']),
      contender: z.string().describe('its trial of that fault and number holds the timeline'),
    }),
  ),
});
export type TradeOff = z.infer<typeof tradeOffSchema>;
