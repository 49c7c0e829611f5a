import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';

/** Effects below this are not called one, however narrow the interval (the noise threshold of criterion.rs). */
const smallestEffect = 0.02;

export type Metric = Comparison['metric'];

/** The comparison of one contender with a second copy of itself: what this machine makes out of nothing. */
export function aaComparison(result: Result, metric: Metric): Comparison | null {
  return (
    result.lookup?.comparisons.find(
      (comparison) => comparison.kind === 'a-a' && comparison.metric === metric,
    ) ?? null
  );
}

/** Half-width of the A/A interval as a share, at least 2 %: a difference smaller than this is noise. */
export function noiseFloor(result: Result, metric: Metric): number {
  const aa = aaComparison(result, metric);
  if (aa?.low == null || aa.high === null) return smallestEffect;
  return Math.max(smallestEffect, Math.sqrt(aa.high / aa.low) - 1);
}

export type AaOutcome = 'alike' | 'different' | 'not-measured';

/** Whether two copies of the same contender came out the same, which they must. */
export function aaOutcome(result: Result, metric: Metric): AaOutcome {
  const aa = aaComparison(result, metric);
  if (aa?.low == null || aa.high === null) return 'not-measured';
  return aa.low <= 1 && aa.high >= 1 ? 'alike' : 'different';
}
