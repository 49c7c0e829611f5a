import { group } from 'd3-array';
import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { Verdict } from '../document.ts';
import { costName } from '../evidence/configuration.ts';
import { type Metric, supported } from '../evidence/trust.ts';
import { counted, estimate, interval, percent } from '../format.ts';

/** A pair that was named before the run, by every measure of the file. The headline measure stands first. */
export type NamedPair = readonly [headline: Comparison, ...others: Comparison[]];

/** The named pairs. Their other measures are `secondary` in the file, because they are corrected for their number. */
export function namedPairs({ lookup }: Result): NamedPair[] {
  const comparisons = lookup?.comparisons ?? [];
  return comparisons
    .filter(({ kind }) => kind === 'primary')
    .map((headline) => [
      headline,
      ...comparisons.filter(
        (each) => each !== headline && each.a === headline.a && each.b === headline.b,
      ),
    ]);
}

/** What each named pair costs. The evidence has a line for each measure, so that no measure is left out. */
export function lookupVerdicts(result: Result): Verdict[] {
  return namedPairs(result).flatMap((pair) => {
    const told = toldMeasures(pair);
    return told.map((measure, index) =>
      supported(result, 'lookup', {
        tone: isOpen(pair) ? 'warn' : 'neutral',
        headline: measureSentence(pair, measure),
        // The first verdict also has the measures that have no sentence.
        evidence: pair
          .filter((each) => each === measure || (index === 0 && !told.includes(each)))
          .map(evidenceOf),
      }),
    );
  });
}

/** Whether the pair has no clear answer: the headline measure claims nothing, or the measures disagree. */
function isOpen(pair: NamedPair): boolean {
  return pair[0].verdict === 'not-distinguishable' || disagree(pair);
}

const nouns: Readonly<Record<Metric, string>> = {
  wholePathCpuUsPerRequest: 'whole-path CPU per request',
  replicaCpuUsPerRequest: 'replica CPU per request',
  mainThreadCpuUsPerRequest: 'main-thread CPU per request',
  latencyP50Us: 'median latency under full load',
  pacedLatencyP50Us: 'median latency at an equal rate',
  requestsPerSecond: 'requests per second under full load',
};

export function metricName(metric: Metric): string {
  return nouns[metric];
}

/** What the measures of a pair say together, a sentence for each measure that has to be told. */
export function pairSentences(pair: NamedPair): string[] {
  return toldMeasures(pair).map((measure) => measureSentence(pair, measure));
}

/** Where the measures of a pair point in opposite directions, each of its sentences begins with that. */
function measureSentence(pair: NamedPair, measure: Comparison): string {
  const sentence = comparisonSentence(measure);
  return disagree(pair) ? `The measures disagree: ${sentence}` : sentence;
}

/**
 * The measures that have a sentence. This is the headline measure, and each other one that sees a difference where the
 * headline measure sees none. Where the measures disagree, it is the first one that says more and the first that says less.
 */
function toldMeasures(pair: NamedPair): Comparison[] {
  const [headline] = pair;
  const claims = pair.filter(isClaim);
  if (disagree(pair)) {
    const directions = group(claims, isDearer);
    return [...directions.values()].flatMap(([first]) => first ?? []);
  }
  return isClaim(headline) ? [headline] : [headline, ...claims];
}

function isClaim({ verdict, ratio }: Comparison): boolean {
  return verdict.startsWith('costs') && ratio !== null;
}

/** Whether the first of the pair does worse by this measure. More requests per second are better. */
function isDearer({ metric, ratio }: Comparison): boolean {
  return (ratio ?? 1) > 1 !== (metric === 'requestsPerSecond');
}

export function disagree(pair: NamedPair): boolean {
  return new Set(pair.filter(isClaim).map(isDearer)).size > 1;
}

/** One of a fixed set of sentences. The bench decides the verdict; the trials give the figures. */
export function comparisonSentence(comparison: Comparison): string {
  const a = costName(comparison.a);
  const b = costName(comparison.b);
  const noun = metricName(comparison.metric);
  if (comparison.ratio === null) {
    return comparison.blocks === 0
      ? `${a} and ${b} were never measured in the same valid block`
      : `${a} and ${b} are not distinguishable: the run has too few blocks of them`;
  }
  switch (comparison.verdict) {
    case 'costs-more':
    case 'costs-less':
      return `${a} ${howMuch(comparison)} ${noun} ${comparison.ratio >= 2 ? 'as' : 'than'} ${b}`;
    case 'equivalent':
      return `${a} and ${b} take the same ${noun}, within 5\u00a0%`;
    case 'not-distinguishable':
      return `${a} and ${b} are not distinguishable by ${noun}`;
  }
  return comparison.verdict satisfies never;
}

/** `takes 19 % more`, `has 2.31 times as much`, `answers 11 % fewer`. */
function howMuch(comparison: Comparison): string {
  const { ratio, metric } = comparison;
  const value = ratio ?? 1;
  const [verb, much, less] =
    metric === 'requestsPerSecond'
      ? ['answers', 'many', 'fewer']
      : [metric.endsWith('CpuUsPerRequest') ? 'takes' : 'has', 'much', 'less'];
  if (value >= 2) return `${verb} ${estimate(value, comparison)} times as ${much}`;
  const difference = percent(100 * Math.abs(value - 1));
  return `${verb} ${difference} ${value >= 1 ? 'more' : less}`;
}

function evidenceOf(comparison: Comparison): string {
  const { ratio: value, low, high, blocks, mdePercent, metric } = comparison;
  const noun = metricName(metric);
  if (value === null) {
    const blocksText =
      blocks === 0 ? 'no block' : `${counted(blocks, 'block')}, too few for a ratio`;
    return `${noun}: ${blocksText}`;
  }
  const smallest =
    mdePercent === null ? '' : `; smallest effect this run can see: ${percent(mdePercent)}`;
  return `${noun}: ratio ${estimate(value, comparison)}, 95\u00a0% interval ${interval(low, high)}, paired in ${counted(blocks, 'block')}, ${verdictWords(comparison)}${smallest}`;
}

const directions: Readonly<Record<Metric, readonly [larger: string, smaller: string]>> = {
  wholePathCpuUsPerRequest: ['costs more', 'costs less'],
  replicaCpuUsPerRequest: ['costs more', 'costs less'],
  mainThreadCpuUsPerRequest: ['costs more', 'costs less'],
  latencyP50Us: ['takes longer', 'is quicker'],
  pacedLatencyP50Us: ['takes longer', 'is quicker'],
  requestsPerSecond: ['answers more', 'answers fewer'],
};

/** `costs more`, as it stands in a table. */
export function verdictWords(comparison: Comparison): string {
  if (comparison.ratio === null) return comparison.blocks === 0 ? 'not measured' : 'too few blocks';
  if (!comparison.verdict.startsWith('costs')) return comparison.verdict.replaceAll('-', ' ');
  const [larger, smaller] = directions[comparison.metric];
  return comparison.ratio > 1 ? larger : smaller;
}
