import { expect, test } from 'vitest';
import type { RttPoint } from '../../result/lookup.ts';
import { sweptArms } from './round-trips/measure.ts';
import { crossoversOf, fitSweep } from './round-trips.ts';

const roundTripsMs = [0.2, 2, 4, 8];

/** Exact lines in three blocks, with a hair of difference between the blocks, so that the intervals are finite. */
function pointsOf(arm: string, interceptMs: number, slope: number): RttPoint[] {
  return [0, 1, 2].flatMap((block) =>
    roundTripsMs.map((roundTripMs) => ({
      contender: arm,
      arm,
      nominalEachWayMs: roundTripMs / 2,
      roundTripMs,
      requestMs: interceptMs + 0.001 * block + (slope + 0.001 * block) * roundTripMs,
      refused: 0,
      block,
    })),
  );
}

const arms = sweptArms(['sessions', 'tokens-stateless']).filter(
  ({ spec }) => spec.arm === spec.contender,
);

test('the slope is the number of round trips and the intercept everything else', () => {
  const [sessions] = fitSweep(arms, pointsOf('sessions', 1, 2));
  expect(sessions).toMatchObject({ contender: 'sessions', expected: 2, algorithm: null });
  expect(sessions?.slope).toBeCloseTo(2.001, 6);
  expect(sessions?.interceptMs).toBeCloseTo(1.001, 6);
  expect(sessions?.points).toHaveLength(12);
});

test('the crossover is where looking up costs as much as checking a signature', () => {
  // 1 + 2 x = 5 + 0 x at x = 2.
  const points = [...pointsOf('sessions', 1, 2), ...pointsOf('tokens-stateless', 5, 0)];
  const [crossover] = crossoversOf(fitSweep(arms, points));
  expect(crossover).toMatchObject({
    lookup: 'sessions',
    signature: 'tokens-stateless',
    algorithm: 'ES256',
    library: 'jose',
    kind: 'at',
    measuredFromMs: 0.2,
    measuredToMs: 8,
  });
  expect(crossover?.roundTripMs).toBeCloseTo(2, 2);
  // At 0.2 ms: 1.4 - 5.
  expect(crossover?.savedAtSmallestMs).toBeCloseTo(-3.6, 2);
});

test('a signature that is faster at every measured round trip has no crossover', () => {
  const points = [...pointsOf('sessions', 1, 2), ...pointsOf('tokens-stateless', 0.5, 0)];
  const [crossover] = crossoversOf(fitSweep(arms, points));
  expect(crossover).toMatchObject({ kind: 'below-range', roundTripMs: null });
});

test('every algorithm is swept with every library that knows it, as an arm of its own', () => {
  const variants = sweptArms(['tokens-stateless']);
  expect(variants).toHaveLength(7);
  expect(new Set(variants.map(({ spec }) => spec.arm)).size).toBe(7);
  expect(
    variants.some(({ algorithm, library }) => algorithm === 'EdDSA' && library !== 'jose'),
  ).toBe(false);
});
