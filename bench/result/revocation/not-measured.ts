import { z } from 'zod';

/** Why a contender has no trials of an action: a gap in a table must never look like a zero. */
export const notMeasuredSchema = z.object({
  contender: z.string(),
  action: z.string(),
  kind: z
    .enum(['not-applicable', 'measured-elsewhere', 'left-out'])
    .describe(
      'the approach has no such thing; the same code was measured in another contender; left out of this profile',
    ),
  reason: z.string(),
});
export type NotMeasured = z.infer<typeof notMeasuredSchema>;
