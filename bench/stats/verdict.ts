import type { Interval } from './interval.ts';
import { halfWidthPercent } from './ratio.ts';

/** What a comparison says, in the words of the result schema. */
export type Verdict = 'costs-more' | 'costs-less' | 'equivalent' | 'not-distinguishable';

/** An effect below this is noise by decree, as in criterion.rs. Percent. */
export const noiseThresholdPercent = 2;
/**
 * `equivalent`: the whole interval lies this close to 1. Stricter than two one-sided tests, which take 90 %. Percent.
 */
export const equivalencePercent = 5;
/** Level of the corrected p values. */
const significance = 0.05;

/**
 * The rule, fixed before any run: 1. `costs-more` or `costs-less` only if the interval excludes 1 and the effect is
 * larger than the noise: the larger of 2 % and the half-width of the A/A pair's interval. 2. else `equivalent` if the
 * interval lies within 5 % of 1. 3. else `not-distinguishable` on this run.
 *
 * @param estimate the ratio and its interval; null when no block holds both.
 * @param aa the interval of the A/A pair; null when there is none, and then 2 % alone is the threshold.
 */
export function verdictOf(
  estimate: (Interval & { readonly ratio: number }) | null,
  aa: Interval | null,
): Verdict {
  if (estimate === null) return 'not-distinguishable';
  const { ratio, low, high } = estimate;
  // On the logarithm, so that A against B and B against A are judged alike.
  const effectPercent = 100 * Math.expm1(Math.abs(Math.log(ratio)));
  if (effectPercent > noisePercent(aa)) {
    if (low > 1) return 'costs-more';
    if (high < 1) return 'costs-less';
  }
  const reach = 1 + equivalencePercent / 100;
  return low >= 1 / reach && high <= reach ? 'equivalent' : 'not-distinguishable';
}

/**
 * The verdict of one comparison among several. Among many pairs some look different by chance; a p value that was
 * corrected for their number (`holm`) and lies above the level takes the claim back.
 *
 * @param adjustedPValue undefined for a comparison that was named before the run
 */
export function verdictAmong(
  estimate: Parameters<typeof verdictOf>[0],
  aa: Interval | null,
  adjustedPValue: number | undefined,
): Verdict {
  const verdict = verdictOf(estimate, aa);
  const chance = adjustedPValue !== undefined && adjustedPValue > significance;
  return chance && verdict.startsWith('costs') ? 'not-distinguishable' : verdict;
}

/** An effect that is not larger than this is noise: 2 %, or half the width of the A/A pair's interval. */
export function noisePercent(aa: Interval | null): number {
  return Math.max(noiseThresholdPercent, aa === null ? 0 : halfWidthPercent(aa));
}

/**
 * Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979): with it, the chance of calling any of
 * several equal pairs different stays at the level. For the comparisons that were not named before the run.
 *
 * @returns adjusted p values, in the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  const ascending = [...pValues.entries()].sort(([, a], [, b]) => a - b);
  let atLeast = 0;
  for (const [rank, [index, pValue]] of ascending.entries()) {
    atLeast = Math.min(1, Math.max(atLeast, pValue * (pValues.length - rank)));
    adjusted[index] = atLeast;
  }
  return adjusted;
}
