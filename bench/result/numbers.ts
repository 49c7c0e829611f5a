import { z } from 'zod';

/** The kinds of numbers that `results.json` holds. The name of each key carries the unit. */
export const count = z.number().int().nonnegative();
export const amount = z.number().nonnegative();
export const numberOrNull = z.number().nullable();

/** Whether a rule, fixed before the run, made the trial invalid, and which. Spread into the schema of a trial. */
export const validity = { valid: z.boolean(), invalidBecause: z.array(z.string()) };

/** What a comparison says (`bench/stats/verdict.ts`). */
export const verdictWord = z.enum([
  'costs-more',
  'costs-less',
  'equivalent',
  'not-distinguishable',
]);
