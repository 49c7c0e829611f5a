import { z } from 'zod';

/** Names of faults. `none`: the time before each fault, in which nothing was broken. */
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

/** Which fault, and in which of its forms: `redis-full` has one form for each eviction policy. Spread into a schema. */
export const faultIdentity = {
  fault: faultName,
  variant: z.string().nullable().describe('form of the fault; null: it has only one'),
};
