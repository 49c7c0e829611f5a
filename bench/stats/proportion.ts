import { confidence, type Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

export interface ProportionEstimate extends Interval {
  readonly share: number;
}

/**
 * Wilson's score interval of a proportion (JASA 22, 1927): it keeps to [0, 1] and holds for few trials and for shares of
 * 0 and 1, where "none in 50" still leaves up to 7 %. Null of no trials.
 */
export function proportion(successes: number, trials: number): ProportionEstimate | null {
  if (trials === 0) return null;
  if (successes < 0 || successes > trials)
    throw new RangeError(`${successes} of ${trials} is no proportion`);
  const z = normalQuantile(0.5 + confidence / 2);
  const share = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z / (2 * trials)) ** 2);
  return {
    share,
    // At the ends the bound is the end itself; rounding must not move it.
    low: successes === 0 ? 0 : centre - reach,
    high: successes === trials ? 1 : centre + reach,
  };
}
