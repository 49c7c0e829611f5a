import { z } from 'zod';
import {
  failoverCellSchema,
  faultDescriptionSchema,
  faultIdentity,
  invariantSchema,
  tradeOffSchema,
} from './failover-cell.ts';
import {
  boundPhasesSchema,
  ejectionSchema,
  failoverRouteSchema,
  lateRevocationsSchema,
  misjudgementSchema,
  outcomeCounts,
  starvedCounts,
} from './failover-outcome.ts';
import { amount, count, numberOrNull, validity } from './numbers.ts';

export type { FaultName } from './failover-cell.ts';
export { type OutcomeClass, outcomeClass } from './failover-outcome.ts';

export const failoverBucketSchema = z.object({
  atMs: z.number().describe('start of the bucket, relative to the fault'),
  outcomes: outcomeCounts,
  starved: starvedCounts,
  p50Ms: numberOrNull,
  maxMs: numberOrNull,
});
export type FailoverBucket = z.infer<typeof failoverBucketSchema>;

export const failoverMarkSchema = z.object({ atMs: z.number(), label: z.string() });
export type FailoverMark = z.infer<typeof failoverMarkSchema>;

export const failoverTrialSchema = z.object({
  contender: z.string(),
  ...faultIdentity,
  trial: count,
  offeredPerSecond: z.number().positive(),
  sendLagP99Ms: amount,
  requests: count,
  outcomes: outcomeCounts,
  failed: count.describe('5xx, reset, refused, timeout'),
  falseAccepts: count,
  falseRejects: count,
  retriedByBalancer: count,
  truncatedBodies: count.describe('a status was received and then less than the whole body'),
  duplicateExecutions: count
    .nullable()
    .describe(
      'requests that replicas executed more often than they were sent; null: a replica took its counter with it',
    ),
  failedAfterMs: z
    .array(z.number())
    .describe('from sending to the failed answer of each request that asks Redis, ascending'),
  detectionMs: numberOrNull.describe('fault to first request that did not end ok; null: none'),
  errorWindowMs: numberOrNull.describe(
    'first to last request that failed or was misjudged, plus one period; null: none',
  ),
  recoveryMs: numberOrNull.describe(
    'fault to the first whole second without any; null: not within the watch',
  ),
  backInRotationMs: amount.describe(
    'end of the load to the moment at which every replica was ready and got requests',
  ),
  routes: z.array(failoverRouteSchema),
  misjudgements: z.array(misjudgementSchema),
  ejections: z.array(ejectionSchema),
  boundPhases: boundPhasesSchema
    .nullable()
    .default(null)
    .describe('null: the contender states no such bound, or the fault does not test it'),
  lateRevocations: lateRevocationsSchema.nullable().describe('null: none were tried'),
  bucketMs: z.number().positive(),
  buckets: z.array(failoverBucketSchema),
  marks: z.array(failoverMarkSchema),
  ...validity,
});
export type FailoverTrial = z.infer<typeof failoverTrialSchema>;

export const failoverSummarySchema = z.object({
  contender: z.string(),
  ...faultIdentity,
  trials: count,
  requests: count,
  failed: count,
  falseAccepts: count,
  falseRejects: count,
  retriedByBalancer: count,
  truncatedBodies: count,
  duplicateExecutions: count.nullable().describe('null: unknown in at least one trial'),
  redisFreeFailed: count.describe('failed on routes for which this contender does not ask Redis'),
  failedP99Ms: numberOrNull.describe(
    '99th percentile of failedAfterMs over all trials; null: none failed',
  ),
  errorWindowMs: numberOrNull.describe('largest over the trials'),
  recoveryMs: numberOrNull.describe(
    'largest over the trials; null: at least one did not recover in the watch',
  ),
});
export type FailoverSummary = z.infer<typeof failoverSummarySchema>;

export const failoverSchema = z.object({
  trials: z.array(failoverTrialSchema),
  summary: z.array(failoverSummarySchema),
  faults: z.array(faultDescriptionSchema).describe('the faults of this run, in their order'),
  skipped: z
    .array(z.object({ ...faultIdentity, because: z.string() }))
    .describe('faults of the profile that this run could not inject'),
  cells: z.array(failoverCellSchema),
  invariants: z.array(invariantSchema),
  stopped: z
    .string()
    .nullable()
    .describe('why the experiment ended early: the lab did not return to health; null: it did not'),
  tradeOff: tradeOffSchema.nullable().describe('null: no fault of this run shows it'),
});
export type FailoverResult = z.infer<typeof failoverSchema>;
