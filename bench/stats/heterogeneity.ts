import type { Interval } from './interval.ts';

/** The estimate of one run on a ratio scale, with its 95 % interval. */
export interface RatioOfRun extends Interval {
  readonly ratio: number;
}

export interface Heterogeneity {
  /** Cochran's Q: the squared distances of the runs from their weighted mean, each in standard errors of its run. */
  readonly q: number;
  /** What Q is on average where all runs have the same true ratio: the number of runs less one. */
  readonly degreesOfFreedom: number;
  /** The share of the differences between runs that their intervals do not explain, 0 to 1. */
  readonly iSquared: number;
}

/** Of a 95 % interval of many blocks, half the width in standard errors. */
const halfWidthInErrors = 1.96;

/**
 * How much the ratios of several runs differ beyond what their intervals explain, on the logarithm (Higgins and Thompson,
 * Statistics in Medicine 2002;21:1539).
 *
 * @returns null for fewer than two runs, and where an interval has no width
 */
export function heterogeneity(runs: readonly RatioOfRun[]): Heterogeneity | null {
  const effects = runs.map(({ ratio, low, high }) => ({
    effect: Math.log(ratio),
    error: Math.log(high / low) / 2 / halfWidthInErrors,
  }));
  if (effects.length < 2 || effects.some(({ error }) => !(error > 0))) return null;
  const weighted = effects.map(({ effect, error }) => ({ effect, weight: 1 / error ** 2 }));
  const weights = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const mean = weighted.reduce((sum, { effect, weight }) => sum + weight * effect, 0) / weights;
  const q = weighted.reduce((sum, { effect, weight }) => sum + weight * (effect - mean) ** 2, 0);
  const degreesOfFreedom = runs.length - 1;
  return { q, degreesOfFreedom, iSquared: q === 0 ? 0 : Math.max(0, 1 - degreesOfFreedom / q) };
}
