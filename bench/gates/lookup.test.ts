import { expect, test } from 'vitest';
import { lookupPlans } from '../experiments/lookup/plan.ts';
import { besideOthers } from '../experiments/lookup/trial.ts';
import { noLookup } from '../experiments/sweeps.ts';

import type { Comparison, Cost, LookupResult } from '../result/lookup.ts';
import { trialOf } from '../result/trial.fixture.ts';
import { generatorStatus } from './instrument.ts';
import { lookupGates } from './lookup.ts';

const gateOf = (given: Partial<LookupResult>, name: string) =>
  lookupGates({ ...noLookup, trials: [trialOf({})], ...given }).find(({ gate }) => gate === name);

test('a run of sweeps alone has no gates of the blocks', () => {
  expect(lookupGates(noLookup)).toEqual([]);
});

test('a generator is judged by the arm that keeps it busiest', () => {
  expect([0.79, 0.8, 0.94, 0.95].map(generatorStatus)).toEqual(['pass', 'warn', 'warn', 'fail']);
  const trials = [
    trialOf({ generatorUtilization: 0.2 }),
    trialOf({ arm: 'floor-aa', generatorUtilization: 0.85 }),
  ];
  expect(gateOf({ trials }, 'generator not saturated')?.status).toBe('warn');
});

test('programs that are not the lab make a run less quiet, and a block from a fifth on is invalid', () => {
  const statusOf = (...shares: (number | null)[]) =>
    gateOf(
      { trials: shares.map((share) => besideOthers(trialOf({}), share, lookupPlans.default)) },
      'quiet machine',
    )?.status;
  expect([statusOf(0, 0.09), statusOf(0, 0.1), statusOf(0.1, 0.3)]).toEqual([
    'pass',
    'warn',
    'fail',
  ]);
  expect(statusOf(null)).toBe('warn');
  const unspoilt = trialOf({ otherProgramsShare: 0.9 });
  expect(gateOf({ trials: [unspoilt] }, 'quiet machine')?.status).toBe('warn');
  const beside = (share: number, plan = lookupPlans.default) =>
    besideOthers(trialOf({}), share, plan);
  expect(beside(0.19)).toMatchObject({ valid: true, otherProgramsShare: 0.19 });
  expect(beside(0.2)).toMatchObject({
    valid: false,
    invalidBecause: ['other programs took 20 % of all processor time'],
  });
  expect(beside(0.9, lookupPlans.smoke).valid).toBe(true);
});

test('more than one invalid trial in ten fails the experiment, one at all warns', () => {
  const valid = Array.from({ length: 18 }, () => trialOf({}));
  const invalid = trialOf({ valid: false });
  expect(gateOf({ trials: [...valid, invalid] }, 'valid trials')).toMatchObject({
    status: 'warn',
    limit: 'all; at most one in ten may be left out of the figures',
  });
  expect(gateOf({ trials: [...valid, invalid, invalid] }, 'valid trials')?.status).toBe('warn');
  const three = [...valid, invalid, invalid, invalid];
  expect(gateOf({ trials: three }, 'valid trials')?.status).toBe('fail');
});

test('the figure of a gate never lies on the other side of its limit than its state', () => {
  const ends = (low: number) =>
    gateOf(
      {
        comparisons: [
          { kind: 'a-a', metric: 'replicaCpuUsPerRequest', low, high: 1.05 } as Comparison,
        ],
      },
      'two equal arms read as equal',
    );
  expect(ends(0.9996)).toMatchObject({ status: 'pass', measured: '1.000 to 1.050' });
  expect(ends(1.0004)).toMatchObject({ status: 'warn', measured: '1.0004 to 1.050' });
});

test('a replica that got more than its turn warns, a request or two of a short window do not', () => {
  const even = trialOf({ requests: 120, replicaShares: [41 / 120, 40 / 120, 39 / 120] });
  const uneven = trialOf({ requests: 120, replicaShares: [0.5, 0.5, 0] });
  expect(gateOf({ trials: [even] }, 'even replicas')?.status).toBe('pass');
  expect(gateOf({ trials: [even, uneven] }, 'even replicas')?.status).toBe('warn');
});

test('a cost that moves in all boots alike warns and is named; one boot tells nothing', () => {
  const name = 'costs stood still';
  const moving = (
    label: Cost['drift']['label'],
    percentPerBoot: number,
  ): Partial<LookupResult> => ({
    trials: [trialOf({}), trialOf({ boot: 1, block: 1 })],
    costs: [{ contender: 'tokens', arm: 'tokens', drift: { label, percentPerBoot } } as Cost],
  });
  expect(gateOf(moving('warming', -20), name)).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining(': tokens by -20 %'),
  });
  expect(gateOf(moving('warming', -4), name)?.status).toBe('pass');
  expect(gateOf(moving('inconsistent', -9.4), name)).toMatchObject({
    status: 'pass',
    measured:
      'no arm moved in all boots alike; 1 arm moved in some boots only, by up to 9.4 % in the mean of the boots',
  });
  expect(gateOf({ ...moving('warming', -20), trials: [trialOf({})] }, name)).toBeUndefined();
});

test('an arm that comes near what the generator can do at all warns', () => {
  const cost = { requestsPerSecond: 5_000 } as LookupResult['costs'][number];
  const ceiling = { requests: 500, requestsPerSecond: 10_000, generatorUtilization: 1 };
  const name = 'room above the fastest arm';
  expect(gateOf({ costs: [cost], ceiling }, name)?.status).toBe('pass');
  expect(gateOf({ costs: [{ ...cost, requestsPerSecond: 7_000 }], ceiling }, name)?.status).toBe(
    'warn',
  );
});
