import { gateState } from '../report/evidence/trust.ts';
import type { Comparison } from '../result/lookup.ts';
import type { Result } from '../result/result.ts';
import { confidence } from '../stats/interval.ts';
import { halfWidthPercent } from '../stats/ratio.ts';
import { tQuantile, tTwoSided } from '../stats/student.ts';
import { holm, noiseThresholdPercent } from '../stats/verdict.ts';

/** `~`: the two runs do not differ by more than their noise. `unsupported`: a validity gate of one of them failed. */
export type DifferenceWord = 'better' | 'worse' | '~' | 'unsupported';

/** How the ratio of one pair moved from run A to run B. */
export interface Difference {
  readonly pair: Pick<Comparison, 'a' | 'b' | 'kind' | 'metric'>;
  readonly ratioA: number;
  readonly ratioB: number;
  /** Ratio of B divided by that of A, with its 95 % interval. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided p value of no change. That of a secondary pair is corrected for the number of such pairs (Holm). */
  readonly pValue: number;
  readonly word: DifferenceWord;
}

type Change = Omit<Difference, 'word'> & { readonly noisePercent: number };

const significance = 0.05;

/**
 * Every pair that both runs compared, A/A pairs apart. Ratios within a run survive another machine and another day far
 * better than microseconds do, because both sides of a ratio met the same machine.
 *
 * ln ratio_B - ln ratio_A has the half-width sqrt(h_A^2 + h_B^2), h being those of the two intervals on the logarithm:
 * exact for many blocks, a little too wide for few.
 */
export function differencesBetween(a: Result, b: Result): Difference[] {
  const changes = changesBetween(a, b);
  const secondary = changes.filter(({ pair }) => pair.kind !== 'primary');
  const adjusted = holm(secondary.map(({ pValue }) => pValue));
  const supported = [a, b].every((run) => gateState(run, 'lookup').worst !== 'fail');
  return changes.map(({ noisePercent, ...change }) => {
    const pValue = adjusted[secondary.findIndex(({ pair }) => pair === change.pair)];
    const corrected = { ...change, pValue: pValue ?? change.pValue };
    return {
      ...corrected,
      word: supported ? wordOf(corrected, noisePercent) : 'unsupported',
    };
  });
}

function changesBetween(a: Result, b: Result): Change[] {
  const inB = b.lookup?.comparisons ?? [];
  return (a.lookup?.comparisons ?? [])
    .filter((comparison) => comparison.kind !== 'a-a')
    .flatMap((one) => {
      // The two runs may list their contenders in different orders.
      const other =
        inB.find((each) => samePair(each, one)) ??
        inB.map(inverted).find((each) => samePair(each, one));
      return other === undefined ? [] : (changeOf(one, other, noisePercentOf(a, b, one)) ?? []);
    });
}

function samePair(one: Comparison, other: Comparison): boolean {
  return one.a === other.a && one.b === other.b && one.metric === other.metric;
}

/** The larger of the two runs' A/A half-widths, at least 2 %: the threshold of every verdict in this lab. */
function noisePercentOf(a: Result, b: Result, { metric }: Comparison): number {
  const widths = [a, b].flatMap(({ lookup }) => {
    const aa = lookup?.comparisons.find((each) => each.kind === 'a-a' && each.metric === metric);
    return aa?.low == null || aa.high === null
      ? []
      : [halfWidthPercent({ low: aa.low, high: aa.high })];
  });
  return Math.max(noiseThresholdPercent, ...widths);
}

function changeOf(a: Comparison, b: Comparison, noisePercent: number): Change | null {
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
    pValue: pValueOf(change, reach, Math.min(a.blocks, b.blocks) - 1),
    noisePercent,
  };
}

function logInterval({ ratio, low, high }: Comparison) {
  if (ratio === null || low === null || high === null) return null;
  return { center: Math.log(ratio), halfWidth: Math.log(high / low) / 2 };
}

/** Below 0.05 exactly where the interval excludes no change. */
function pValueOf(change: number, reach: number, degrees: number): number {
  if (reach === 0) return change === 0 ? 1 : 0;
  const atLeastOne = Math.max(1, degrees);
  return tTwoSided((change * tQuantile(0.5 + confidence / 2, atLeastOne)) / reach, atLeastOne);
}

function wordOf({ pair, change, pValue }: Omit<Difference, 'word'>, noise: number): DifferenceWord {
  const effectPercent = 100 * Math.expm1(Math.abs(Math.log(change)));
  if (pValue > significance || effectPercent <= noise) return '~';
  const moreIsBetter = pair.metric === 'requestsPerSecond';
  return change > 1 === moreIsBetter ? 'better' : 'worse';
}

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
