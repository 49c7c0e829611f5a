import { z } from 'zod';

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
