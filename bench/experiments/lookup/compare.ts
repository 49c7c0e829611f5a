import { contenderNames } from '../../../infra/contenders/contenders.ts';
import { logarithms, pacedValuesOf, pairsOf, valuesOf } from '../../result/block-values.ts';
import { type HeadlineMetric, headlineFor } from '../../result/headline.ts';
import type { Comparison, PacedTrial } from '../../result/lookup.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { aaArm } from '../../run/lab.ts';
import {
  type BlockValue,
  type BootEffect,
  bootEffect,
  mdePercent,
  pairedRatio,
  pairedRatioByBoot,
  type RatioEstimate,
} from '../../stats/ratio.ts';
import { holm, verdictAmong } from '../../stats/verdict.ts';

type Metric = Comparison['metric'];
type PairName = readonly [a: string, b: string];

/** What the primary pairs are compared by, as far as the trials hold it. The headline is left out of it. */
const everyMetric: readonly Metric[] = [
  'replicaCpuUsPerRequest',
  'mainThreadCpuUsPerRequest',
  'latencyP50Us',
  'pacedLatencyP50Us',
];

interface Estimated
  extends Pick<Comparison, 'a' | 'b' | 'metric' | 'blocks' | 'bootFactor' | 'byBoot'> {
  readonly estimate: RatioEstimate | null;
}

/**
 * The comparisons that the report answers for. They were named before any run; every other pair is secondary and is
 * corrected for the number of pairs (Holm). Each is `a` divided by `b`.
 */
const primaryComparisons: readonly PairName[] = [
  ['sessions', 'floor'],
  ['tokens', 'floor'],
  ['tokens', 'sessions'],
  ['tokens-stateless', 'sessions'],
];

/**
 * Every pair of arms, paired in their blocks, by the headline of these trials. For each metric the A/A pair says how far apart two equal things read
 * here. The primary pairs were named before the run; everything else is corrected for its number (Holm): the other
 * pairs, and the primary pairs by further metrics.
 * @param headline of a file of an earlier version, which has another one than its trials would have today
 */
export function compareArms(
  trials: readonly LookupTrial[],
  paced: readonly PacedTrial[],
  headline: HeadlineMetric = headlineFor(trials),
): Comparison[] {
  const arms = [...new Set(trials.map(({ arm }) => arm))];
  // Trials come in random order; a pair is the contender that is introduced later divided by the earlier one.
  const contenders = contenderNames.filter((name) => arms.includes(name));
  const furtherMetrics = everyMetric.filter((metric) => metric !== headline);
  const metrics = [headline, ...furtherMetrics];
  const read = (arm: string, metric: Metric) =>
    metric === 'pacedLatencyP50Us' ? pacedValuesOf(paced, arm) : valuesOf(trials, arm, metric);
  const effects = new Map(
    metrics.map((metric) => [metric, bootEffect(arms.map((arm) => logarithms(read(arm, metric))))]),
  );
  const estimate = ([a, b]: PairName, metric: Metric) =>
    estimatePair({ a, b, metric }, read(a, metric), read(b, metric), effects.get(metric) ?? null);

  const primary = primaryComparisons.filter((pair) =>
    pair.every((arm) => contenders.includes(arm)),
  );
  const others = allPairs(contenders).filter(
    ([a, b]) => !primary.some((pair) => pair.includes(a) && pair.includes(b)),
  );
  const equal = arms.includes(aaArm)
    ? metrics.map((metric) => estimate(['floor', aaArm], metric))
    : [];
  const named = primary.map((pair) => estimate(pair, headline));
  const secondary = [
    ...others.map((pair) => estimate(pair, headline)),
    ...furtherMetrics.flatMap((metric) => primary.map((pair) => estimate(pair, metric))),
  ];

  const aaOf = (metric: Metric) => equal.find((each) => each.metric === metric) ?? null;
  const adjusted = holm(secondary.map((each) => each.estimate?.pValue ?? 1));
  return [
    ...equal.map((each) => comparisonOf(each, 'a-a', each)),
    ...named.map((each) => comparisonOf(each, 'primary', aaOf(each.metric))),
    ...secondary.map((each, index) =>
      comparisonOf(each, 'secondary', aaOf(each.metric), adjusted[index]),
    ),
  ];
}

function estimatePair(
  names: Pick<Estimated, 'a' | 'b' | 'metric'>,
  a: readonly BlockValue[],
  b: readonly BlockValue[],
  boots: BootEffect | null,
): Estimated {
  const pairs = pairsOf(a, b);
  const byBoot = pairedRatioByBoot(pairs);
  return {
    ...names,
    blocks: pairs.length,
    estimate: pairedRatio(pairs, boots),
    bootFactor: boots?.factor ?? null,
    byBoot:
      byBoot === null
        ? null
        : { boots: byBoot.n, ratio: byBoot.ratio, low: byBoot.low, high: byBoot.high },
  };
}

function comparisonOf(
  { a, b, metric, blocks, estimate, bootFactor, byBoot }: Estimated,
  kind: Comparison['kind'],
  aa: Estimated | null,
  adjustedPValue?: number,
): Comparison {
  return {
    a,
    b,
    kind,
    metric,
    blocks,
    ratio: estimate?.ratio ?? null,
    low: estimate?.low ?? null,
    high: estimate?.high ?? null,
    mdePercent: aa?.estimate ? mdePercent(aa.estimate) : null,
    pValue: adjustedPValue ?? estimate?.pValue ?? null,
    lag1: estimate?.correlation.lag1 ?? null,
    bootFactor,
    byBoot,
    verdict: verdictAmong(estimate, aa?.estimate ?? null, adjustedPValue),
  };
}

function allPairs(names: readonly string[]): PairName[] {
  return names.flatMap((b, index) => names.slice(index + 1).map((a): PairName => [a, b]));
}
