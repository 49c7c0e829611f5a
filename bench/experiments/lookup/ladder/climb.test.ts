import { expect, test } from 'vitest';
import type { LookupTrial } from '../../../result/lookup-trial.ts';
import { trialOf } from '../../../result/trial.fixture.ts';
import { climb } from './climb.ts';
import { carryingToken, unverifiedToken } from './steps.ts';

const microseconds: Readonly<Record<string, number>> = {
  floor: 100,
  [carryingToken]: 110,
  [unverifiedToken]: 130,
  'tokens-stateless': 230,
  tokens: 300,
};

/** Blocks of exact costs, apart by a small wobble that is the same for all arms of a block. */
function blocksOf(arms: readonly string[], blocks: number): LookupTrial[] {
  return Array.from({ length: blocks }, (_, block) =>
    arms.map((arm) =>
      trialOf({ arm, block, replicaCpuUs: 100 * ((microseconds[arm] ?? 0) + (block % 3)) }),
    ),
  ).flat();
}

test('a rung is what its step adds to the one below it', () => {
  const trials = blocksOf(['floor', 'tokens-stateless', 'tokens'], 12);
  const { rungs } = climb(trials, blocksOf([carryingToken, unverifiedToken], 12));
  const added = rungs.map(({ step, costs }) => [step, costs.replicaCpuUsPerRequest?.meanUs]);
  expect(added).toEqual([
    ['floor', 101],
    ['carried', 10],
    ['read', 20],
    ['signature', 100],
    ['first-round-trip', 70],
  ]);
  expect(rungs.map(({ from }) => from)).toEqual([
    null,
    'floor',
    carryingToken,
    unverifiedToken,
    'tokens-stateless',
  ]);
});

test('a step whose arm is missing is added by the next one, in words too', () => {
  const { rungs } = climb(blocksOf(['floor', 'tokens'], 12), []);
  expect(rungs[1]?.adds).toMatch(/no code reads it; .*believed; .*ES256.*; the denylist/);
  expect(rungs.map(({ step, costs }) => [step, costs.replicaCpuUsPerRequest?.meanUs])).toEqual([
    ['floor', 101],
    ['first-round-trip', 200],
  ]);
});

test('the sum of the rungs is checked against the whole, each from blocks of its own', () => {
  // Floor and one rung and the whole: three shares of the blocks. 12 blocks of exact costs, so four in each.
  const trials = blocksOf(['floor', 'tokens'], 12).map((trial) => ({
    ...trial,
    replicaCpuUs: trial.replicaCpuUs + 10 * (trial.block % 4),
  }));
  const [sum] = climb(trials, []).sums;
  expect(sum).toMatchObject({ ladder: 'tokens', metric: 'replicaCpuUsPerRequest' });
  // Blocks 0, 3, 6, 9: floor 100 + wobble 0, plus 0.1 * mean(0, 3, 2, 1). Rungs: 200 in every block.
  expect(sum?.sum.meanUs).toBeCloseTo(300.15, 6);
  // The whole in blocks 2, 5, 8, 11: 300 + wobble 2, plus 0.1 * mean(2, 1, 0, 3).
  expect(sum?.differenceUs).toBeCloseTo(-2, 6);
  // The wobble falls on the shares unevenly, and costs as exact as these leave no doubt about 2 microseconds.
  expect(sum?.agrees).toBe(false);
});

test('the steps add up to the whole, although some blocks lack an arm of the ladder', () => {
  const all = blocksOf(['floor', 'tokens-stateless', 'tokens'], 36);
  const slower = all.map((trial) =>
    trial.block < 24 ? trial : { ...trial, replicaCpuUs: trial.replicaCpuUs * trial.block },
  );
  const { rungs, sums } = climb(slower, blocksOf([carryingToken, unverifiedToken], 24));
  const steps = rungs.map(({ costs }) => costs.replicaCpuUsPerRequest?.meanUs ?? Number.NaN);
  const whole = sums.find(({ metric }) => metric === 'replicaCpuUsPerRequest')?.whole.meanUs;
  expect(steps.reduce((total, step) => total + step)).toBeCloseTo(whole ?? 0, 6);
  expect(rungs.map(({ blocks }) => blocks)).toEqual([24, 24, 24, 24, 24]);
});

test('blocks without the arms of the ladder, as dear as they may be, do not reach the sum', () => {
  const all = ['floor', 'tokens-stateless', 'tokens'];
  const rungs = blocksOf([carryingToken, unverifiedToken], 24);
  const [complete] = climb(blocksOf(all, 24), rungs).sums;
  const dearer = blocksOf(all, 36)
    .slice(24 * all.length)
    .map((trial) => ({ ...trial, replicaCpuUs: 3 * trial.replicaCpuUs }));
  const [mixed] = climb([...blocksOf(all, 24), ...dearer], rungs).sums;
  expect(mixed).toEqual(complete);
});

test('the floor alone is no ladder', () => {
  expect(climb(blocksOf(['floor'], 4), [])).toEqual({ trials: [], rungs: [], sums: [] });
});
