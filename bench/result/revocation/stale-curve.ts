import { z } from 'zod';

/**
 * p_stale(t): of the probes sent t after t_ack, the share that was still accepted (in the manner of PBS, Bailis et al.,
 * VLDB 2012). Bucket i reaches from `edgesMs[i]` to `edgesMs[i + 1]`; its share is `accepted[i] / probes[i]`.
 */
export const staleCurveSchema = z.object({
  contender: z.string(),
  action: z.string(),
  trials: z.number().int().nonnegative(),
  edgesMs: z.array(z.number()).describe('one more than there are buckets'),
  probes: z.array(z.number().int().nonnegative()).describe('that said anything, of all replicas'),
  accepted: z.array(z.number().int().nonnegative()),
});
export type StaleCurve = z.infer<typeof staleCurveSchema>;
