import type { Comparison } from '../result/lookup.ts';
import type { Result } from '../result.ts';
import { halfWidthPercent } from '../stats/ratio.ts';
import { noiseThresholdPercent } from '../stats/verdict.ts';
import { inverted } from './inverted.ts';

/** `~`: the two runs do not differ by more than their noise. */
export type DifferenceWord = 'better' | 'worse' | '~';

/** How the ratio of one pair moved from run A to run B. */
export interface Difference {
  readonly pair: Pick<Comparison, 'a' | 'b' | 'kind' | 'metric'>;
  readonly ratioA: number;
  readonly ratioB: number;
  /** Ratio of B divided by that of A, with its 95 % interval. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  readonly word: DifferenceWord;
}

/**
 * Every pair that both runs compared, A/A pairs apart. Ratios within a run survive another machine and another day far
 * better than microseconds do, because both sides of a ratio met the same machine.
 *
 * ln ratio_B - ln ratio_A has the half-width sqrt(h_A^2 + h_B^2), h being those of the two intervals on the logarithm:
 * exact for many blocks, a little too wide for few.
 */
export function differencesBetween(a: Result, b: Result): Difference[] {
  const inB = b.lookup?.comparisons ?? [];
  return (a.lookup?.comparisons ?? [])
    .filter((comparison) => comparison.kind !== 'a-a')
    .flatMap((one) => {
      // The contenders of the two runs may have been introduced in another order.
      const other =
        inB.find((each) => samePair(each, one)) ??
        inB.map(inverted).find((each) => samePair(each, one));
      return other === undefined ? [] : (differenceOf(one, other, noisePercent(a, b, one)) ?? []);
    });
}

function samePair(one: Comparison, other: Comparison): boolean {
  return one.a === other.a && one.b === other.b && one.metric === other.metric;
}

/** The larger of the two runs' A/A half-widths, at least 2 %: the threshold of every verdict in this lab. */
function noisePercent(a: Result, b: Result, { metric }: Comparison): number {
  const widths = [a, b].flatMap(({ lookup }) => {
    const aa = lookup?.comparisons.find((each) => each.kind === 'a-a' && each.metric === metric);
    return aa?.low == null || aa.high === null
      ? []
      : [halfWidthPercent({ low: aa.low, high: aa.high })];
  });
  return Math.max(noiseThresholdPercent, ...widths);
}

function differenceOf(a: Comparison, b: Comparison, noise: number): Difference | null {
  const [one, other] = [logInterval(a), logInterval(b)];
  if (one === null || other === null) return null;
  const change = other.center - one.center;
  const reach = Math.hypot(one.halfWidth, other.halfWidth);
  return {
    pair: { a: a.a, b: a.b, kind: a.kind, metric: a.metric },
    ratioA: Math.exp(one.center),
    ratioB: Math.exp(other.center),
    change: Math.exp(change),
    low: Math.exp(change - reach),
    high: Math.exp(change + reach),
    word: wordOf(a.metric, change, reach, noise),
  };
}

function logInterval({ ratio, low, high }: Comparison) {
  if (ratio === null || low === null || high === null) return null;
  return { center: Math.log(ratio), halfWidth: Math.log(high / low) / 2 };
}

function wordOf(
  metric: Comparison['metric'],
  change: number,
  reach: number,
  noise: number,
): DifferenceWord {
  if (Math.abs(change) <= reach || 100 * Math.expm1(Math.abs(change)) <= noise) return '~';
  const isMore = change > 0;
  const moreIsBetter = metric === 'requestsPerSecond';
  return isMore === moreIsBetter ? 'better' : 'worse';
}
