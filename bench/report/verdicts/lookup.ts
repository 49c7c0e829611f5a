import { min } from 'd3-array';
import type { Comparison, Crossover, LookupResult, RttSweep } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { Verdict } from '../document.ts';
import { type Metric, supported } from '../evidence/trust.ts';
import {
  counted,
  decimal,
  enumerate,
  estimate,
  figure,
  interval,
  milliseconds,
  name,
  percent,
  slopeText,
} from '../format.ts';

/** The comparisons that were named before the run, by the headline metric. */
export function lookupVerdicts(result: Result): Verdict[] {
  const primary = (result.lookup?.comparisons ?? []).filter(
    ({ kind, metric }) => kind === 'primary' && metric === 'replicaCpuUsPerRequest',
  );
  return primary.map((comparison) =>
    supported(result, 'lookup', {
      tone: comparison.verdict === 'not-distinguishable' ? 'warn' : 'neutral',
      headline: comparisonSentence(comparison),
      evidence: evidenceOf(comparison),
    }),
  );
}

const nouns: Readonly<Record<Metric, string>> = {
  replicaCpuUsPerRequest: 'replica CPU per request',
  mainThreadCpuUsPerRequest: 'main-thread CPU per request',
  latencyP50Us: 'median latency under full load',
  pacedLatencyP50Us: 'median latency at an equal rate',
  requestsPerSecond: 'requests per second under full load',
};

export function metricName(metric: Metric): string {
  return nouns[metric];
}

/** One of a fixed set of sentences. The bench decides the verdict; the trials give the figures. */
export function comparisonSentence(comparison: Comparison): string {
  const a = name(comparison.a);
  const b = name(comparison.b);
  const noun = metricName(comparison.metric);
  if (comparison.ratio === null) return `${a} and ${b} were never measured in the same valid block`;
  switch (comparison.verdict) {
    case 'costs-more':
    case 'costs-less':
      return `${a} takes ${howMuch(comparison)} ${noun} ${comparison.ratio >= 2 ? 'as' : 'than'} ${b}`;
    case 'equivalent':
      return `${a} and ${b} take the same ${noun}, within 5\u00a0%`;
    case 'not-distinguishable':
      return `${a} and ${b} cannot be told apart by ${noun}`;
  }
  return comparison.verdict satisfies never;
}

function howMuch(comparison: Comparison): string {
  const value = comparison.ratio ?? 1;
  if (value >= 2) return `${estimate(value, comparison)} times as much`;
  return value >= 1 ? `${percent(100 * (value - 1))} more` : `${percent(100 * (1 - value))} less`;
}

function evidenceOf(comparison: Comparison): string[] {
  const { ratio: value, low, high, blocks, mdePercent } = comparison;
  if (value === null) return ['no verdict without a pair'];
  return [
    `ratio ${estimate(value, comparison)}, 95\u00a0% interval ${interval(low, high)}, paired in ${counted(blocks, 'block')}; smallest effect this run can see: ${percent(mdePercent)}`,
  ];
}

const directions: Readonly<Record<Metric, readonly [larger: string, smaller: string]>> = {
  replicaCpuUsPerRequest: ['costs more', 'costs less'],
  mainThreadCpuUsPerRequest: ['costs more', 'costs less'],
  latencyP50Us: ['takes longer', 'is quicker'],
  pacedLatencyP50Us: ['takes longer', 'is quicker'],
  requestsPerSecond: ['answers more', 'answers fewer'],
};

/** `costs more`, as it stands in a table. */
export function verdictWords(comparison: Comparison): string {
  if (comparison.ratio === null) return 'not measured';
  if (!comparison.verdict.startsWith('costs')) return comparison.verdict.replaceAll('-', ' ');
  const [larger, smaller] = directions[comparison.metric];
  return comparison.ratio > 1 ? larger : smaller;
}

/** Slopes further than this from a whole number of round trips contradict the ledger. */
const slopeTolerance = 0.15;

export function slopeAgrees({ slope, expected }: RttSweep): boolean {
  return Math.abs(slope - expected) <= slopeTolerance;
}

/** What the counters and the slopes show about round trips, which are the same on every machine. */
export function roundTripVerdicts(result: Result): Verdict[] {
  const { lookup } = result;
  if (lookup === null) return [];
  return [...ledgerVerdict(result, lookup), ...crossoverVerdicts(result, lookup)];
}

function ledgerVerdict(result: Result, { ledger, rttSweep }: LookupResult): Verdict[] {
  const asking = ledger.filter((row) => row.contender !== 'floor');
  if (asking.length === 0) return [];
  const parts = asking.map(
    (row) => `${name(row.contender)} ${decimal(row.redisRoundTripsPerRequest)}`,
  );
  const counted = `counted by Redis, not timed, in ${figure(min(asking, (row) => row.requests))} requests or more of each, one at a time`;
  const own = rttSweep.filter((sweep) => sweep.arm === sweep.contender);
  const slopes = own.map((sweep) => `${sweep.contender} ${slopeText(sweep.slope)}`);
  const proof =
    own.length === 0
      ? []
      : [
          `request time per unit of round trip, fitted: ${slopes.join(', ')}; ${own.every(slopeAgrees) ? 'it agrees' : 'it does not agree'}`,
        ];
  return [
    supported(result, 'lookup', {
      tone: own.every(slopeAgrees) ? 'neutral' : 'warn',
      headline: `Round trips to Redis on each request: ${enumerate(parts)}`,
      evidence: [counted, ...proof],
    }),
  ];
}

/** The verdict is about the documented session store and a bare signature; the table holds every other pair. */
function crossoverVerdicts(result: Result, { crossovers, rttSweep }: LookupResult): Verdict[] {
  const points = (arm: string) => rttSweep.find((sweep) => sweep.arm === arm)?.points.length ?? 0;
  return crossovers
    .filter(({ lookup, signature }) => lookup === 'sessions' && signature === 'tokens-stateless')
    .map((crossover) =>
      supported(result, 'lookup', {
        tone: isPlaced(crossover) ? 'neutral' : 'warn',
        headline: crossoverSentence(crossover),
        evidence: [
          `where the fitted lines cross, ${points(crossover.lookup)} and ${points(crossover.signature)} points, round trips from ${milliseconds(crossover.measuredFromMs)} to ${milliseconds(crossover.measuredToMs)}${crossoverInterval(crossover)}`,
        ],
      }),
    );
}

/** Whether the interval of a crossing is worth a figure: it has both ends, within what was measured. */
function isPlaced({ kind, lowMs, highMs, measuredToMs }: Crossover): boolean {
  if (kind === 'too-few-blocks') return false;
  return (
    kind !== 'at' || (lowMs !== null && highMs !== null && lowMs > 0 && highMs <= measuredToMs)
  );
}

function crossoverInterval({ lowMs, highMs }: Crossover): string {
  if (lowMs === null && highMs === null) return '';
  return `, 95\u00a0% interval ${milliseconds(lowMs)} to ${milliseconds(highMs)}`;
}

export function crossoverSentence(crossover: Crossover): string {
  const a = name(crossover.signature);
  const b = name(crossover.lookup);
  switch (crossover.kind) {
    case 'at':
      if (!isPlaced(crossover)) {
        return `From some round trip to Redis on ${a} answers sooner than ${b}; this run cannot place it`;
      }
      return `${a} answers sooner than ${b} once a round trip to Redis takes longer than ${milliseconds(crossover.roundTripMs)}`;
    case 'below-range':
      return `${a} answered sooner than ${b} at every round trip measured, ${milliseconds(crossover.measuredFromMs)} and up`;
    case 'above-range':
      return `${b} answered sooner than ${a} at every round trip measured, up to ${milliseconds(crossover.measuredToMs)}`;
    case 'parallel':
      return `No round trip to Redis decides between ${a} and ${b}: their lines do not part`;
    case 'too-few-blocks':
      return `This run cannot say from which round trip on ${a} answers sooner than ${b}`;
  }
}
