import { describe, expect, test } from 'vitest';
import type { FailoverTrial } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import { recordedResult } from '../fixture.ts';
import { routeTable } from '../sections/failover/tables.ts';
import { redisBudgetVerdict } from './failover.ts';

type Route = FailoverTrial['routes'][number];

const route = (asksRedis: boolean, differences: Partial<Route>): Route => ({
  route: asksRedis ? 'GET /orders' : 'GET /catalog',
  population: asksRedis ? 'valid' : 'public',
  leaving: false,
  asksRedis,
  requests: 100,
  outcomes: {},
  answered503: 0,
  failedP99Ms: null,
  ...differences,
});

/**
 * A run of one fault, in which the routes of `tokens` did this in each of three trials, and no other contender was watched.
 */
function frozen(routes: readonly Route[], failedP99Ms: number | null): Result {
  const result = recordedResult();
  const { failover } = result;
  if (failover === null) throw new Error('the fixture has a failover');
  const only = { contender: 'tokens', fault: 'replica-killed' } as const;
  const isIt = (each: { contender: string; fault: string }) =>
    each.contender === only.contender && each.fault === only.fault;
  const fault = 'redis-frozen' as const;
  return {
    ...result,
    failover: {
      ...failover,
      trials: failover.trials
        .filter(isIt)
        .map((trial) => ({ ...trial, fault, routes: [...routes] })),
      summary: failover.summary.filter(isIt).map((each) => ({ ...each, fault, failedP99Ms })),
    },
  };
}

function verdictOf(result: Result) {
  const [verdict] = result.failover === null ? [] : redisBudgetVerdict(result, result.failover);
  return { ...verdict, headline: verdict?.headline.replaceAll('\u00a0', ' ') };
}

const told = route(true, { outcomes: { ok: 60, '5xx': 40 }, answered503: 40 });

describe('with Redis frozen', () => {
  test('every affected request is told so in time, and no other request is harmed', () => {
    const verdict = verdictOf(frozen([told, route(false, { outcomes: { ok: 100 } })], 260));
    expect(verdict.tone).toBe('good');
    expect(verdict.headline).toContain('every affected request got a 503');
    expect(verdict.headline).toContain("99 % of each contender's within 260 ms");
    expect(verdict.headline).toContain('none of 300 requests that need no Redis failed');
  });

  test.for<[string, readonly Route[], number, string]>([
    ['a 503 that comes late', [told], 510, 'within 510 ms'],
    [
      'an affected request that the balancer gave up on',
      [route(true, { outcomes: { '5xx': 40 }, answered503: 39 })],
      260,
      '117 of 120 affected requests got a 503',
    ],
    [
      'a route that needs no Redis and fails',
      [told, route(false, { outcomes: { ok: 99, reset: 1 } })],
      260,
      '3 of 300 requests that need no Redis failed',
    ],
  ])('%s is a warning', ([, routes, p99Ms, words]) => {
    const verdict = verdictOf(frozen(routes, p99Ms));
    expect(verdict.tone).toBe('warn');
    expect(verdict.headline).toContain(words);
  });

  test('the table has the same counts, cell by cell', () => {
    const { failover } = frozen([told, route(false, { outcomes: { ok: 99, reset: 1 } })], 260);
    if (failover === null) throw new Error('no failover');
    const [row] = routeTable('redis-frozen', failover, failover.summary).rows;
    expect(row?.map(({ text }) => text.replaceAll('\u00a0', ' '))).toEqual([
      '`tokens`',
      '300',
      '120',
      '0',
      '260 ms',
      '300',
      '3',
    ]);
  });
});

test('without that fault nothing is said', () => {
  const result = recordedResult();
  const { failover } = result;
  if (failover === null) throw new Error('the recorded run has a failover');
  const summary = failover.summary.filter(({ fault }) => fault !== 'redis-frozen');
  expect(redisBudgetVerdict(result, { ...failover, summary })).toEqual([]);
});
