import type { Result } from '../../result/result.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

type Lookup = NonNullable<Result['lookup']>;
type Metric = Lookup['comparisons'][number]['metric'];

const nouns: Readonly<Record<string, Metric>> = {
  'whole-path CPU': 'wholePathCpuUsPerRequest',
  'replica CPU': 'replicaCpuUsPerRequest',
  'main-thread CPU': 'mainThreadCpuUsPerRequest',
  'median latency under full load': 'latencyP50Us',
  'median latency at an equal rate': 'pacedLatencyP50Us',
};
const noun = `(?<noun>${Object.keys(nouns).join('|')})`;
const metricOf = (words = 'replica CPU') => nouns[words] ?? 'replicaCpuUsPerRequest';

type Trial = Lookup['trials'][number];

/** The CPU time of a window, and that of one reading of the counters in it. A measure without CPU is left out. */
const cpuUs: Partial<Record<Metric, (trial: Trial) => { window: number; reading: number }>> = {
  wholePathCpuUsPerRequest: (trial) => ({
    window: trial.replicaCpuUs + trial.storeCpuUs + (trial.balancerCpuUs ?? Number.NaN),
    reading: trial.counterReadCpuUs + trial.counterReadStoreCpuUs,
  }),
  replicaCpuUsPerRequest: (trial) => ({
    window: trial.replicaCpuUs,
    reading: trial.counterReadCpuUs,
  }),
  mainThreadCpuUsPerRequest: (trial) => ({
    window: trial.replicaMainThreadCpuUs,
    reading: trial.counterReadMainThreadCpuUs,
  }),
};

/** The measure of the pairs that were named before the run. */
export function headlineIn({ lookup }: Result): Metric {
  const named = lookup?.comparisons.find(({ kind }) => kind === 'primary');
  return named?.metric ?? 'replicaCpuUsPerRequest';
}

/**
 * What one answer cost an arm, by block. From CPU times the mean cost of reading the counters is taken off, that of the
 * arm in the boot.
 */
export function costsOf({ lookup }: Result, arm: string, metric: Metric): Map<number, number> {
  const isOwn = (trial: { arm: string; valid: boolean }) => trial.arm === arm && trial.valid;
  const own = lookup?.trials.filter(isOwn) ?? [];
  const cpu = cpuUs[metric];
  if (cpu === undefined) {
    const timed: readonly Timed[] =
      metric === 'latencyP50Us' ? own : (lookup?.paced.filter(isOwn) ?? []);
    return meanByBlock(timed, ({ latencyUs }) => latencyUs.p50);
  }
  const boots = Map.groupBy(own, ({ boot }) => boot);
  const readingUs = (boot: number) => {
    const costs = (boots.get(boot) ?? []).map((trial) => cpu(trial).reading);
    return sumOf(costs) / costs.length;
  };
  return meanByBlock(own, (trial) => (cpu(trial).window - readingUs(trial.boot)) / trial.accepted);
}

interface Timed {
  readonly block: number;
  readonly latencyUs: { readonly p50: number };
}

/** An arm may have more than one trial in a block. */
function meanByBlock<T extends { readonly block: number }>(
  trials: readonly T[],
  read: (trial: T) => number,
): Map<number, number> {
  const blocks = Map.groupBy(trials, ({ block }) => block);
  return new Map([...blocks].map(([block, own]) => [block, sumOf(own.map(read)) / own.length]));
}

type Pair = readonly [a: string, b: string];

/** The geometric mean of the ratios of a to b, block by block, and the number of blocks that hold both. */
export function pairedRatio(result: Result, [a, b]: Pair, metric: Metric) {
  const [ofA, ofB] = [costsOf(result, a, metric), costsOf(result, b, metric)];
  const logs = [...ofA].flatMap(([block, cost]) => {
    const other = ofB.get(block);
    return other === undefined ? [] : [Math.log(cost) - Math.log(other)];
  });
  return { ratio: Math.exp(sumOf(logs) / logs.length), blocks: logs.length };
}

/** Interval and power are taken from the file: the statistics behind them have tests of their own. */
export function comparison({ lookup }: Result, [a, b]: Pair, metric: Metric) {
  const { low, high, mdePercent } =
    lookup?.comparisons.find((each) => each.a === a && each.b === b && each.metric === metric) ??
    {};
  return { low: low ?? Number.NaN, high: high ?? Number.NaN, smallest: mdePercent ?? Number.NaN };
}

/** The pair of equals by the headline: ratio, interval and the smallest effect. */
export function aaOf(result: Result) {
  const [pair, metric] = [['floor', 'floor-aa'], headlineIn(result)] as const;
  return { ...comparison(result, pair, metric), ratio: pairedRatio(result, pair, metric).ratio };
}

/** A difference below it is none: 2 %, or half the width of the A/A interval on the scale of ratios. */
export function noisePercent(result: Result): number {
  const { low, high } = aaOf(result);
  return Math.max(2, 100 * (Math.sqrt(high / low) - 1));
}

/** The two names of `a takes 3 times as much … as b`, or of `against b, a takes …`. */
export function pairIn(text: string): Pair {
  const [one = '', other = ''] = [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return text.includes(': against') ? [other, one] : [one, other];
}

export const lookupKinds: readonly Kind[] = [
  {
    pattern: pattern(`(?<ratio><number>) times (?:as much|the) ${noun}`),
    figures: (groups, { text }, result) => ({
      ratio: pairedRatio(result, pairIn(text), metricOf(groups.noun)).ratio,
    }),
  },
  {
    pattern: pattern(`(?<percent><number>) % (?<direction>more|less) ${noun}`),
    figures: ({ direction, noun: words }, { text }, result) => {
      const { ratio } = pairedRatio(result, pairIn(text), metricOf(words));
      return { percent: 100 * (direction === 'more' ? ratio - 1 : 1 - ratio) };
    },
  },
  {
    pattern: pattern(
      `^(?:${noun}.*: )?ratio (?<ratio><number>), 95 % interval \\[(?<low><number>), (?<high><number>)\\], paired in (?<blocks><number>) blocks?.*; smallest effect this run can see: (?<smallest><number>) %`,
    ),
    figures: (groups, { about }, result) => {
      const [pair, metric] = [pairIn(about), metricOf(groups.noun)];
      return { ...comparison(result, pair, metric), ...pairedRatio(result, pair, metric) };
    },
  },
  {
    // Of the ledger, which Redis counted: `sessions` 2, `tokens` 1.
    pattern: pattern('`(?<contender>[\\w-]+)` (?<trips><number>)(?=,| and|$)'),
    figures: ({ contender }, { text }, { lookup }): Record<string, number> => {
      const row = lookup?.ledger.find((each) => each.contender === contender);
      if (!text.startsWith('Round trips to Redis')) return { no: 0 };
      return { trips: row?.redisRoundTripsPerRequest ?? Number.NaN };
    },
  },
  {
    pattern: pattern('counted by Redis, not timed, in (?<requests><number>) requests or more'),
    figures: (_, __, { lookup }) => ({
      requests: Math.min(
        ...(lookup?.ledger ?? [])
          .filter(({ contender }) => contender !== 'floor')
          .map(({ requests }) => requests),
      ),
    }),
  },
  {
    pattern: pattern('grey band, ±(?<noise><number>) %'),
    figures: (_, __, result) => ({ noise: noisePercent(result) }),
  },
  {
    pattern: pattern('differ by (?<mean><number>) \\[(?<low><number>), (?<high><number>)\\] µs'),
    figures: (_, { about }, { lookup }) => {
      const ladder = about.endsWith('sessions') ? 'sessions' : 'tokens';
      const sum = lookup?.ladder?.sums.find(
        (each) => each.ladder === ladder && each.metric === 'replicaCpuUsPerRequest',
      );
      return {
        mean: sum?.differenceUs ?? Number.NaN,
        low: sum?.differenceLowUs ?? Number.NaN,
        high: sum?.differenceHighUs ?? Number.NaN,
      };
    },
  },
  {
    pattern: pattern('widened by that: (?<times><number>) times in this run'),
    figures: (_, __, { lookup }) => ({
      times: Math.sqrt(lookup?.comparisons.find(({ bootFactor }) => bootFactor)?.bootFactor ?? 1),
    }),
  },
];
