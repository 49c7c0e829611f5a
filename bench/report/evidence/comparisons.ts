import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result.ts';

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

/**
 * The comparisons as they are shown: those named before the run as they were named, the others with the contender that
 * is introduced later divided by the earlier one, so that the floor is always what is divided by.
 */
export function shownComparisons({ lookup, contenders }: Result): Comparison[] {
  const place = (name: string) => contenders.findIndex(({ contender }) => contender === name);
  return (lookup?.comparisons ?? []).map((comparison) => {
    const { kind, a, b } = comparison;
    return kind === 'secondary' && place(a) < place(b) ? inverted(comparison) : comparison;
  });
}
