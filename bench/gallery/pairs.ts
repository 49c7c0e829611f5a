import { compareArms } from '../experiments/lookup/compare.ts';
import type { Comparison } from '../result/lookup.ts';
import { type Heterogeneity, heterogeneity } from '../stats/heterogeneity.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { type CostMetric, type KeptRun, whyNotCounted } from './kept-run.ts';

/** The two costs that the page shows: the headline of native runs, and the one that every run has. */
export const costMetrics: readonly CostMetric[] = [
  'wholePathCpuUsPerRequest',
  'replicaCpuUsPerRequest',
];

type PairName = readonly [a: string, b: string];

/** Pairs that people argue about, beside the named ones and those with the floor. */
const famousPairs: readonly PairName[] = [
  ['tokens', 'sessions'],
  ['tokens-stateless', 'sessions'],
  ['tokens-pushed', 'sessions'],
  ['tokens-hs256', 'sessions'],
  ['tokens-pushed-cached', 'sessions'],
  ['sessions-hardened', 'sessions'],
  ['sessions-cached', 'sessions'],
  ['tokens-stateless', 'sessions-hardened'],
  ['tokens-pushed', 'tokens-stateless'],
  ['tokens-pushed-cached', 'sessions-cached'],
];

/** The ratio of a pair in one run. */
export interface RatioInRun {
  readonly folder: string;
  /** Null where the run has no ratio of the pair by this cost. */
  readonly comparison: (Comparison & Known) | null;
  /** Why the run does not count; null when it counts. */
  readonly notCounted: string | null;
}

type Known = Record<'ratio' | 'low' | 'high', number>;

/** A pair by one cost in every run. */
export interface PairByCost {
  readonly metric: CostMetric;
  readonly runs: readonly RatioInRun[];
  readonly agreement: Agreement;
  /** Of the runs that count; null for fewer than two. */
  readonly heterogeneity: Heterogeneity | null;
}

export interface PairInRuns {
  readonly a: string;
  readonly b: string;
  readonly isAa: boolean;
  /** In the order of `costMetrics`. */
  readonly byCost: readonly PairByCost[];
}

export interface PairGroups {
  /** Each contender divided by the floor, after the two equal arms. */
  readonly toFloor: readonly PairInRuns[];
  /** Two contenders that check credentials. */
  readonly ofContenders: readonly PairInRuns[];
}

/** Each contender ÷ floor, the pairs that were named before the runs, and the famous ones, in every kept run. */
export function pairsInRuns(runs: readonly KeptRun[]): PairGroups {
  const compared = runs.map(comparedRun);
  const names = compared.flatMap(({ byCost }) => [...byCost.values()].flat());
  const toFloor = new Map(
    names.filter(({ b, kind }) => b === 'floor' || kind === 'a-a').map((each) => [each.a, each]),
  );
  const pairs = [...toFloor.values()].map(({ a, b }): PairName => [a, b]);
  const pair = (name: PairName) => pairInRuns(name, compared);
  return {
    toFloor: pairs
      .sort((one, other) => Number(other[0] === 'floor') - Number(one[0] === 'floor'))
      .map(pair),
    ofContenders: famousPairs.map(pair),
  };
}

interface ComparedRun {
  readonly run: KeptRun;
  readonly byCost: ReadonlyMap<CostMetric, readonly Comparison[]>;
}

/**
 * Every comparison of a run by both costs. A file holds all pairs by its headline only, so replica CPU is compared again,
 * from the trials, as the bench does where it cannot read the balancer's CPU.
 */
function comparedRun(run: KeptRun): ComparedRun {
  const { lookup } = run.result;
  const trials = lookup?.trials ?? [];
  const withoutBalancer = trials.map((trial) => ({ ...trial, balancerCpuUs: null }));
  const of = (metric: CostMetric, comparisons: readonly Comparison[]) =>
    comparisons.filter((each) => each.metric === metric);
  return {
    run,
    byCost: new Map([
      ['wholePathCpuUsPerRequest', of('wholePathCpuUsPerRequest', lookup?.comparisons ?? [])],
      [
        'replicaCpuUsPerRequest',
        of('replicaCpuUsPerRequest', compareArms(withoutBalancer, lookup?.paced ?? [])),
      ],
    ]),
  };
}

function pairInRuns([a, b]: PairName, runs: readonly ComparedRun[]): PairInRuns {
  return {
    a,
    b,
    isAa: a === 'floor',
    byCost: costMetrics.map((metric) => byCost([a, b], metric, runs)),
  };
}

function byCost([a, b]: PairName, metric: CostMetric, runs: readonly ComparedRun[]): PairByCost {
  const ratios = runs.map(({ run, byCost }): RatioInRun => {
    const found = byCost.get(metric)?.find((each) => each.a === a && each.b === b);
    return {
      folder: run.folder,
      comparison: found === undefined ? null : known(found),
      notCounted: whyNotCounted(run.result, 'lookup', metric),
    };
  });
  const counted = ratios.flatMap(({ folder, comparison, notCounted }) =>
    comparison === null || notCounted !== null ? [] : [{ folder, comparison }],
  );
  return {
    metric,
    runs: ratios,
    agreement: agreementOf(
      counted.map(({ folder, comparison }) => ({
        folder,
        says: comparison.verdict.replaceAll('-', ' '),
      })),
    ),
    heterogeneity: heterogeneity(counted.map(({ comparison }) => comparison)),
  };
}

function known(comparison: Comparison): (Comparison & Known) | null {
  const { ratio, low, high } = comparison;
  return ratio === null || low === null || high === null
    ? null
    : { ...comparison, ratio, low, high };
}
