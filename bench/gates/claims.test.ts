import { describe, expect, test } from 'vitest';
import { noLookup } from '../experiments/sweeps.ts';
import { type LadderSum, ladderMetric } from '../result/ladder.ts';
import type { LookupResult } from '../result/lookup.ts';
import { trialOf } from '../result/trial.fixture.ts';
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
      detail: 'the steps add up to another figure than the whole: median latency of tokens',
    });
  });

  test('not where one sum of replica CPU misses, in an older file either', () => {
    expect(missing(['sessions replicaCpuUsPerRequest'], 0.03)?.status).toBe('warn');
    expect(missing(['sessions replicaCpuUsPerRequest'])?.status).toBe('warn');
    expect(missing(three)?.status).toBe('pass');
  });
});
