import { z } from 'zod';

export const faultName = z.enum([
  'none',
  'replica-killed',
  'replica-killed-busy',
  'replica-frozen',
  'replica-drained',
  'rolling-restart',
  'host-lost',
  'replica-cut-from-redis',
  'push-link-cut',
  'redis-restarted-empty',
  'redis-restarted-from-aof',
  'redis-down',
  'redis-frozen',
  'redis-slow',
  'redis-flushed',
  'redis-full',
  'redis-failover',
  'clock-skewed',
  'keys-lost',
  'balancer-reloaded',
  'balancer-worker-killed',
  'library-defaults',
]);
export type FaultName = z.infer<typeof faultName>;

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

const outcomeCounts = z.partialRecord(outcomeClass, z.number().int().nonnegative());

export const failoverBucketSchema = z.object({
  atMs: z.number().describe('start of the bucket, relative to the fault'),
  outcomes: outcomeCounts,
  p50Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
});
export type FailoverBucket = z.infer<typeof failoverBucketSchema>;

export const failoverMarkSchema = z.object({ atMs: z.number(), label: z.string() });

export const failoverTrialSchema = z.object({
  contender: z.string(),
  fault: faultName,
  trial: z.number().int().nonnegative(),
  offeredPerSecond: z.number().positive(),
  sendLagP99Ms: z.number().nonnegative(),
  requests: z.number().int().nonnegative(),
  outcomes: outcomeCounts,
  failed: z.number().int().nonnegative().describe('5xx, reset, refused, timeout'),
  falseAccepts: z.number().int().nonnegative(),
  falseRejects: z.number().int().nonnegative(),
  retriedByBalancer: z.number().int().nonnegative(),
  detectionMs: z
    .number()
    .nullable()
    .describe('fault to first request that did not end ok; null: none'),
  errorWindowMs: z
    .number()
    .nullable()
    .describe('first to last request that failed or was misjudged, plus one period; null: none'),
  recoveryMs: z
    .number()
    .nullable()
    .describe('fault to the first whole second without any; null: not within the watch'),
  bucketMs: z.number().positive(),
  buckets: z.array(failoverBucketSchema),
  marks: z.array(failoverMarkSchema),
  valid: z.boolean(),
  invalidBecause: z.array(z.string()),
});
export type FailoverTrial = z.infer<typeof failoverTrialSchema>;

export const failoverSummarySchema = z.object({
  contender: z.string(),
  fault: faultName,
  trials: z.number().int().nonnegative(),
  requests: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  falseAccepts: z.number().int().nonnegative(),
  falseRejects: z.number().int().nonnegative(),
  retriedByBalancer: z.number().int().nonnegative(),
  errorWindowMs: z.number().nullable().describe('largest over the trials'),
  recoveryMs: z
    .number()
    .nullable()
    .describe('largest over the trials; null: at least one did not recover in the watch'),
});
export type FailoverSummary = z.infer<typeof failoverSummarySchema>;

export const failoverSchema = z.object({
  trials: z.array(failoverTrialSchema),
  summary: z.array(failoverSummarySchema),
});
export type FailoverResult = z.infer<typeof failoverSchema>;
