import { z } from 'zod';

/**
 * Request time against the round trip to Redis that was measured in the same moment. The slope is the number of
 * sequential round trips of a request, the intercept everything else.
 */
export const rttPointSchema = z.object({
  contender: z.string(),
  arm: z.string(),
  nominalEachWayMs: z.number(),
  roundTripMs: z.number().describe('median of PINGs on the same way, half before and half after'),
  requestMs: z.number().describe('median time of accepted answers, one request in flight'),
  refused: z
    .number()
    .int()
    .describe('requests without an accepted answer, such as a 503 for a Redis that took too long'),
  block: z.number().int().nonnegative(),
});
export type RttPoint = z.infer<typeof rttPointSchema>;

export const rttSweepSchema = z.object({
  contender: z.string(),
  arm: z.string().describe('equal to the contender unless algorithm or library is varied'),
  algorithm: z.string().nullable(),
  library: z.string().nullable(),
  expected: z.number(),
  slope: z.number(),
  slopeLow: z.number(),
  slopeHigh: z.number(),
  interceptMs: z.number(),
  interceptLowMs: z.number(),
  interceptHighMs: z.number(),
  points: z.array(rttPointSchema),
});
export type RttSweep = z.infer<typeof rttSweepSchema>;

/**
 * From which round trip on `signature` (an arm that asks Redis nothing) is faster than `lookup` (one that does).
 * `at`: from `roundTripMs` on. `below-range`: faster at every round trip that was measured. `above-range`: slower at
 * every one. `parallel`: the slopes cannot be told apart.
 */
export const crossoverSchema = z.object({
  lookup: z.string().describe('arm'),
  signature: z.string().describe('arm'),
  algorithm: z.string().nullable(),
  library: z.string().nullable(),
  kind: z.enum(['at', 'below-range', 'above-range', 'parallel', 'too-few-blocks']),
  roundTripMs: z.number().nullable().describe('null unless `at`'),
  lowMs: z.number().nullable(),
  highMs: z.number().nullable(),
  measuredFromMs: z.number().describe('smallest round trip measured'),
  measuredToMs: z.number(),
  savedAtSmallestMs: z
    .number()
    .describe(
      'time that the signature saves at the smallest measured round trip; negative: it costs',
    ),
});
export type Crossover = z.infer<typeof crossoverSchema>;
