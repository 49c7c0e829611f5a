import { z } from 'zod';

/** One way in which lists of revoked things go wrong elsewhere, tried on one contender. */
export const correctnessSchema = z.object({
  case: z.string().describe('`respelled-padding`, `eviction-allkeys-lru`, …'),
  contender: z.string(),
  expected: z.string(),
  observed: z.string(),
  ok: z.boolean(),
  explanation: z.string().describe('what it means for somebody who builds this'),
  source: z.string().nullable().describe('RFC section, paper, issue'),
});
export type Correctness = z.infer<typeof correctnessSchema>;
