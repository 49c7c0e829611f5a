import { describe, expect, test } from 'vitest';
import { besideOthers } from '../experiments/lookup/trial.ts';
import { noLookup } from '../experiments/sweeps.ts';
import { type LadderSum, ladderMetric } from '../result/ladder.ts';
import type { Comparison, Cost, LookupResult } from '../result/lookup.ts';
import { trialOf } from '../result/trial.fixture.ts';
import { generatorStatus } from './instrument.ts';
import { lookupGates } from './lookup.ts';

const gateOf = (given: Partial<LookupResult>, name: string) =>
  lookupGates({ ...noLookup, trials: [trialOf({})], ...given }).find(({ gate }) => gate === name);

const ledgerRow = {
  contender: 'sessions',
  requests: 100,
  redisCommandsPerRequest: 2,
  redisRoundTripsPerRequest: 2,
  commands: { get: 1, expire: 1 },
  redisInputBytesPerRequest: 100,
  redisOutputBytesPerRequest: 100,
  backgroundCommandsPerSecond: 0,
  requestBytes: null,
  responseBytes: null,
  replicaRequestBytes: null,
  replicaResponseBytes: null,
  credentialBytes: 90,
};

const slope = {
  contender: 'sessions',
  arm: 'sessions',
  algorithm: null,
  library: null,
  expected: 2,
  slope: 2.1,
  slopeLow: 2,
  slopeHigh: 2.2,
  interceptMs: 1,
  interceptLowMs: 0.9,
  interceptHighMs: 1.1,
  points: [],
};

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
    gateOf({ trials: shares.map((share) => besideOthers(trialOf({}), share)) }, 'quiet machine')
      ?.status;
  expect([statusOf(0, 0.09), statusOf(0, 0.1), statusOf(0.1, 0.3)]).toEqual([
    'pass',
    'warn',
    'fail',
  ]);
  expect(statusOf(null)).toBe('warn');
  expect(besideOthers(trialOf({}), 0.19)).toMatchObject({ valid: true, otherProgramsShare: 0.19 });
  expect(besideOthers(trialOf({}), 0.2)).toMatchObject({
    valid: false,
    invalidBecause: ['other programs took 20 % of all processor time'],
  });
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

test('a ledger that differs from the claim fails; requests between requests only warn', () => {
  expect(gateOf({ ledger: [ledgerRow] }, 'ledger as claimed')?.status).toBe('pass');
  const one = { ...ledgerRow, redisCommandsPerRequest: 1, redisRoundTripsPerRequest: 1 };
  expect(gateOf({ ledger: [one] }, 'ledger as claimed')?.status).toBe('fail');
  expect(gateOf({ ledger: [one] }, 'round trips as claimed')?.status).toBe('warn');
});

test('a claim that was not kept is named with what was counted; one that was kept needs no words', () => {
  const gates = ['ledger as claimed', 'round trips as claimed'];
  const one = { ...ledgerRow, redisCommandsPerRequest: 0.87, redisRoundTripsPerRequest: 0.87 };
  const detailsOf = (row: typeof ledgerRow) =>
    gates.map((name) => gateOf({ ledger: [row] }, name)?.detail);
  expect(detailsOf(one)).toEqual(Array(2).fill('sessions: 0.87 counted, 2 claimed'));
  expect(detailsOf(ledgerRow)).toEqual(['', '']);
});

test('a slope farther than 0.15 from its whole number warns', () => {
  const name = 'slopes are whole round trips';
  expect(gateOf({ rttSweep: [slope] }, name)?.status).toBe('pass');
  expect(gateOf({ rttSweep: [{ ...slope, slope: 2.2 }] }, name)?.status).toBe('warn');
  expect(gateOf({}, name)).toBeUndefined();
});

describe('rungs add up to the whole', () => {
  const mean = { meanUs: 100, lowUs: 90, highUs: 110 };
  /** Ten sums. Those that are given miss with this p value, which an older file does not have. */
  const missing = (missed: readonly string[], pValue?: number) => {
    const sums = (['sessions', 'tokens'] as const).flatMap((ladder) =>
      ladderMetric.options.map((metric): LadderSum => {
        const misses = missed.includes(`${ladder} ${metric}`);
        return {
          ...{ ladder, metric, top: ladder, sum: mean, whole: mean },
          ...{ differenceUs: 0, differenceLowUs: -5, differenceHighUs: 5 },
          ...(misses && pValue !== undefined ? { pValue } : {}),
          agrees: !misses,
        };
      }),
    );
    return gateOf({ ladder: { trials: [], rungs: [], sums } }, 'rungs add up to the whole');
  };
  const three = ['sessions latencyP50Us', 'tokens latencyP50Us', 'tokens storeCpuUsPerRequest'];

  test('where several sums of other measures miss together, each by as much as chance explains', () => {
    expect(missing(three, 0.03)).toMatchObject({
      status: 'pass',
      measured: '7 of 10 sums; of replica CPU 2 of 2',
    });
  });

  test('not where one of them misses by more than chance explains among so many', () => {
    expect(missing(['tokens latencyP50Us'], 0.001)).toMatchObject({
      status: 'warn',
      detail:
          'the steps add up to another figure than the whole: median latency of tokens',
    });
  });

  test('not where one sum of replica CPU misses, in an older file either', () => {
    expect(missing(['sessions replicaCpuUsPerRequest'], 0.03)?.status).toBe('warn');
    expect(missing(['sessions replicaCpuUsPerRequest'])?.status).toBe('warn');
    expect(missing(three)?.status).toBe('pass');
  });
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
