import type { Result } from '../../result/result.ts';
import { pairIn } from './lookup.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

function pointsOf(result: Result, arms: readonly string[]) {
  return (result.lookup?.rttSweep ?? [])
    .filter(({ arm }) => arms.includes(arm))
    .flatMap((sweep) => sweep.points);
}

/** The mean of the slopes of the blocks, each by least squares. */
export function slopeOf(result: Result, arm: string): number {
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

export const roundTripKinds: readonly Kind[] = [
  {
    pattern: pattern('(?<=fitted:(?:.*,)? )(?<arm>[a-z-]+) (?<slope>−?\\d\\.\\d\\d)(?=,|;)'),
    figures: ({ arm = '' }, _, result) => ({ slope: slopeOf(result, arm) }),
  },
  {
    pattern: pattern('at every round trip measured behind the link proxy, (?<from><time>) and up'),
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
      'answers sooner than a lookup; measured behind the link proxy, from (?<from><time>) to (?<to><time>)',
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
];
