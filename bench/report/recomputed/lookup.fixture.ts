import type { Result } from '../../result/result.ts';
import { type Kind, medianOf, pattern, sumOf } from './sentence.fixture.ts';

type Trial = NonNullable<Result['lookup']>['trials'][number];

/** CPU of a trial per accepted answer, less what reading the counters cost the arm in that boot on average. */
function cpuPerAnswer(result: Result, arm: string): Map<number, number> {
  const own = (result.lookup?.trials ?? []).filter((trial) => trial.arm === arm && trial.valid);
  const readingUs = (boot: number) => {
    const costs = own.filter((trial) => trial.boot === boot).map((trial) => trial.counterReadCpuUs);
    return sumOf(costs) / costs.length;
  };
  const perAnswer = (trial: Trial) => (trial.replicaCpuUs - readingUs(trial.boot)) / trial.accepted;
  return new Map(own.map((trial) => [trial.block, perAnswer(trial)]));
}

/** The geometric mean of the ratios of a to b, block by block, and the number of blocks that hold both. */
export function pairedRatio(
  result: Result,
  a: string,
  b: string,
): { ratio: number; blocks: number } {
  const [ofA, ofB] = [cpuPerAnswer(result, a), cpuPerAnswer(result, b)];
  const logs = [...ofA].flatMap(([block, cost]) => {
    const other = ofB.get(block);
    return other === undefined ? [] : [Math.log(cost) - Math.log(other)];
  });
  return { ratio: Math.exp(sumOf(logs) / logs.length), blocks: logs.length };
}

/** What only the statistics of the file tell, which have tests of their own: interval and power. */
export function comparison(result: Result, a: string, b: string) {
  const found = result.lookup?.comparisons.find(
    (each) => each.a === a && each.b === b && each.metric === 'replicaCpuUsPerRequest',
  );
  const { low, high, mdePercent } = found ?? {};
  return { low: low ?? Number.NaN, high: high ?? Number.NaN, smallest: mdePercent ?? Number.NaN };
}

export const aaPair = ['floor', 'floor-aa'] as const;

/** A difference below it is none: 2 %, or half the width of the A/A interval on the scale of ratios. */
export function noisePercent(result: Result): number {
  const { low, high } = comparison(result, ...aaPair);
  return Math.max(2, 100 * (Math.sqrt(high / low) - 1));
}

/** The two names of `a takes 3 times as much … as b`. */
function pairIn(text: string): readonly [string, string] {
  const [a = '', b = ''] = [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return [a, b];
}

function pointsOf(result: Result, arms: readonly string[]) {
  return (result.lookup?.rttSweep ?? [])
    .filter(({ arm }) => arms.includes(arm))
    .flatMap((sweep) => sweep.points);
}

/** The mean of the slopes of the blocks, each by least squares. */
function slopeOf(result: Result, arm: string): number {
  const blocks = Map.groupBy(pointsOf(result, [arm]), ({ block }) => block);
  const slopes = [...blocks.values()].map((own) => {
    const x = sumOf(own.map(({ roundTripMs }) => roundTripMs)) / own.length;
    const rise = sumOf(own.map(({ roundTripMs, requestMs }) => (roundTripMs - x) * requestMs));
    return rise / sumOf(own.map(({ roundTripMs }) => (roundTripMs - x) ** 2));
  });
  return sumOf(slopes) / slopes.length;
}

function roundTripsOf(result: Result, arms: readonly string[]): number[] {
  return pointsOf(result, arms).map(({ roundTripMs }) => roundTripMs);
}

/** How far 99 % of all trials lie from the middle of their arm, as a factor. */
function driftEdgeOf(result: Result): number {
  const arms = [...new Set(result.lookup?.trials.map(({ arm }) => arm))];
  const factors = arms
    .flatMap((arm) => {
      const costs = [...cpuPerAnswer(result, arm).values()];
      return costs.map((cost) => Math.exp(Math.abs(Math.log(cost / medianOf(costs)))));
    })
    .sort((one, other) => one - other);
  const place = 0.99 * (factors.length - 1);
  const [below, above] = [factors[Math.floor(place)] ?? 1, factors[Math.ceil(place)] ?? 1];
  return Math.max(Math.exp(0.1), below + (place % 1) * (above - below));
}

export const lookupKinds: readonly Kind[] = [
  {
    pattern: pattern('takes (?<ratio><number>) times as much replica CPU'),
    figures: (_, { text }, result) => ({ ratio: pairedRatio(result, ...pairIn(text)).ratio }),
  },
  {
    pattern: pattern('takes (?<percent><number>) % (?<direction>more|less) replica CPU'),
    figures: ({ direction }, { text }, result) => {
      const { ratio } = pairedRatio(result, ...pairIn(text));
      return { percent: 100 * (direction === 'more' ? ratio - 1 : 1 - ratio) };
    },
  },
  {
    pattern: pattern(
      '^ratio (?<ratio><number>), 95 % interval \\[(?<low><number>), (?<high><number>)\\], paired in (?<blocks><number>) blocks?; smallest effect this run can see: (?<smallest><number>) %',
    ),
    figures: (_, { about }, result) => ({
      ...comparison(result, ...pairIn(about)),
      ...pairedRatio(result, ...pairIn(about)),
    }),
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
    pattern: pattern('(?<=(?:fitted:|,) )(?<arm>[a-z-]+) (?<slope>−?\\d\\.\\d\\d)(?=,|;)'),
    figures: ({ arm = '' }, _, result) => ({ slope: slopeOf(result, arm) }),
  },
  {
    pattern: pattern('at every round trip measured, (?<from><time>) and up'),
    figures: (_, { text }, result) => ({ from: Math.min(...roundTripsOf(result, pairIn(text))) }),
  },
  {
    pattern: pattern(
      'lines cross, (?<lookup><number>) and (?<signature><number>) points, round trips from (?<from><time>) to (?<to><time>)',
    ),
    figures: (_, { about }, result) => {
      const [signature, lookup] = pairIn(about);
      const both = roundTripsOf(result, [signature, lookup]);
      return {
        lookup: pointsOf(result, [lookup]).length,
        signature: pointsOf(result, [signature]).length,
        from: Math.min(...both),
        to: Math.max(...both),
      };
    },
  },
  {
    pattern: pattern(
      'answers sooner than a lookup; measured from (?<from><time>) to (?<to><time>)',
    ),
    figures: (_, __, result) => {
      const arms = (result.lookup?.crossovers ?? []).flatMap((each) => [
        each.lookup,
        each.signature,
      ]);
      const all = roundTripsOf(result, arms);
      return { from: Math.min(...all), to: Math.max(...all) };
    },
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
    pattern: pattern(
      'edges at (?<times><number>) times it and at (?<one>1)/(?<part><number>) of it',
    ),
    figures: (_, __, result) => {
      const edge = driftEdgeOf(result);
      return { times: edge, one: 1, part: edge };
    },
  },
  {
    pattern: pattern('widened by that: (?<times><number>) times in this run'),
    figures: (_, __, { lookup }) => ({
      times: Math.sqrt(lookup?.comparisons.find(({ bootFactor }) => bootFactor)?.bootFactor ?? 1),
    }),
  },
];
