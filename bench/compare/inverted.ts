import type { Comparison } from '../result/lookup.ts';

/** The same comparison the other way round: b divided by a. */
export function inverted(comparison: Comparison): Comparison {
  const { a, b, ratio, low, high, byBoot, verdict } = comparison;
  const words = { 'costs-more': 'costs-less', 'costs-less': 'costs-more' } as const;
  return {
    ...comparison,
    a: b,
    b: a,
    ratio: ratio === null ? null : 1 / ratio,
    low: high === null ? null : 1 / high,
    high: low === null ? null : 1 / low,
    byBoot: byBoot && {
      boots: byBoot.boots,
      ratio: 1 / byBoot.ratio,
      low: 1 / byBoot.high,
      high: 1 / byBoot.low,
    },
    verdict: verdict === 'costs-more' || verdict === 'costs-less' ? words[verdict] : verdict,
  };
}
