import { expect, test } from 'vitest';
import { pacedValuesOf, pairsOf, readingCost, valuesOf } from './block-values.ts';
import { trialOf } from './trial.fixture.ts';

test('the mean cost of reading counters, of the arm and boot, is taken off every trial', () => {
  const trials = [
    // Mean of boot 0: (200 + 400) / 2 = 300, so (10,000 - 300) / 100 = 97 and (11,000 - 300) / 100 = 107.
    trialOf({ block: 0, counterReadCpuUs: 200 }),
    trialOf({ block: 1, counterReadCpuUs: 400, replicaCpuUs: 11_000 }),
    // Boot 1 has a mean of its own: (10,000 - 1,000) / 100 = 90.
    trialOf({ boot: 1, block: 2, counterReadCpuUs: 1_000 }),
  ];
  const values = valuesOf(trials, 'floor', 'replicaCpuUsPerRequest');
  expect(values.map(({ value }) => value)).toEqual([97, 107, 90]);
  expect(readingCost([])).toEqual({ cpuUs: 0, mainThreadCpuUs: 0, storeCpuUs: 0 });
});

test('an invalid trial and the trials of other arms have no part in an arm', () => {
  const trials = [
    trialOf({ block: 0 }),
    trialOf({ block: 1, valid: false }),
    trialOf({ block: 0, arm: 'tokens' }),
  ];
  expect(valuesOf(trials, 'floor', 'latencyP50Us')).toEqual([{ boot: 0, block: 0, value: 500 }]);
});

test('a balancer whose CPU cannot be read has no value, and each metric its own', () => {
  const trial = trialOf({ balancerCpuUs: null, storeCpuUs: 700, counterReadStoreCpuUs: 200 });
  const value = (metric: Parameters<typeof valuesOf>[2]) =>
    valuesOf([trial], 'floor', metric).map((each) => each.value);
  expect(value('balancerCpuUsPerRequest')).toEqual([]);
  expect(value('wholePathCpuUsPerRequest')).toEqual([]);
  expect(value('storeCpuUsPerRequest')).toEqual([5]);
  expect(value('mainThreadCpuUsPerRequest')).toEqual([90]);
  expect(value('requestsPerSecond')).toEqual([2_000]);
});

test('the whole path is the replicas, Redis and the balancer, without what reading the counters costs', () => {
  const trial = trialOf({ balancerCpuUs: 3000, storeCpuUs: 700, counterReadStoreCpuUs: 200 });
  const [replica] = valuesOf([trial], 'floor', 'replicaCpuUsPerRequest');
  const [whole] = valuesOf([trial], 'floor', 'wholePathCpuUsPerRequest');
  expect(whole?.value).toBeCloseTo((replica?.value ?? 0) + (700 - 200 + 3000) / trial.accepted);
});

test('pairs are the blocks that hold both arms, in the order of time', () => {
  const a = [
    { boot: 0, block: 2, value: 6 },
    { boot: 0, block: 0, value: 4 },
    { boot: 0, block: 1, value: 5 },
  ];
  const b = [
    { boot: 0, block: 0, value: 2 },
    { boot: 0, block: 2, value: 3 },
  ];
  expect(pairsOf(a, b)).toEqual([
    { boot: 0, block: 0, a: 4, b: 2 },
    { boot: 0, block: 2, a: 6, b: 3 },
  ]);
});

test('paced trials give their median latency, valid ones only', () => {
  const paced = {
    contender: 'floor',
    arm: 'floor',
    block: 3,
    offeredPerSecond: 200,
    requests: 50,
    accepted: 50,
    sendLagP99Ms: 1,
    latencyUs: { p50: 800, p90: 1_000, p99: null },
    valid: true,
    invalidBecause: [],
  };
  expect(pacedValuesOf([paced, { ...paced, valid: false }], 'floor')).toEqual([
    { boot: 0, block: 3, value: 800 },
  ]);
});

test('an arm with several trials in a block has their mean as its one figure', () => {
  const trials = [
    trialOf({ block: 0, position: 0, replicaCpuUs: 8_000 }),
    trialOf({ block: 0, position: 4, replicaCpuUs: 12_000 }),
    trialOf({ block: 1, position: 2, replicaCpuUs: 7_000 }),
    trialOf({ block: 1, position: 3, replicaCpuUs: 99_000, valid: false }),
  ];
  expect(valuesOf(trials, 'floor', 'replicaCpuUsPerRequest')).toEqual([
    { boot: 0, block: 0, value: 100 },
    { boot: 0, block: 1, value: 70 },
  ]);
});
