import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { Verdict } from '../document.ts';
import type { Metric } from '../evidence/trust.ts';
import { counted, estimate, interval, name, percent } from '../format.ts';
import { supported } from './evidence-line.ts';

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

/** One of a closed set of sentences; the word of the verdict comes from the bench, the figures from the trials. */
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
