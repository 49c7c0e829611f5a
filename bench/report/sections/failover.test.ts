import { describe, expect, test } from 'vitest';
import type { FailoverTrial } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import { cell, left, right, type Table } from '../document.ts';
import { withoutEmptyColumns } from '../empty-columns.ts';
import { boundSentences, misjudgesWithoutFault, untoldSentence } from '../evidence/faults.ts';
import { recordedResult } from '../fixture.ts';
import { redisBudgetVerdict } from '../verdicts/failover.ts';
import { routeTable } from './failover/tables.ts';

const table: Table = {
  caption: 'all trials',
  columns: [left('contender'), right('failed'), right('retried'), right('cut short')],
  rows: [
    [cell('sessions'), cell('0'), cell('3'), cell('0')],
    [cell('tokens'), cell('0'), cell('0'), cell('unknown')],
  ],
};

test('a column that is 0 in every row is told by the caption', () => {
  expect(withoutEmptyColumns(table)).toEqual({
    caption: 'all trials; 0 in every row: failed',
    columns: [left('contender'), right('retried'), right('cut short')],
    rows: [
      [cell('sessions'), cell('3'), cell('0')],
      [cell('tokens'), cell('0'), cell('unknown')],
    ],
  });
});

test('a table without such a column, or without rows, stays as it is', () => {
  expect(withoutEmptyColumns({ ...table, rows: [] })).toEqual({ ...table, rows: [] });
  const full = { ...table, columns: table.columns.slice(2, 3), rows: [[cell('1')]] };
  expect(withoutEmptyColumns(full)).toBe(full);
});

const [model] = recordedResult().failover?.trials ?? [];
if (model === undefined) throw new Error('the fixture has no failover');

/** A trial in which one revoked credential was accepted at that moment, in buckets of 100 ms. */
const acceptedAt = (atMs: number): FailoverTrial => ({
  ...model,
  bucketMs: 100,
  buckets: [-900, -700, -500, -100, 0].map((each) => ({
    atMs: each,
    outcomes: each === atMs ? { ok: 3, 'false-accept': 1 } : { ok: 4 },
    p50Ms: 1,
    maxMs: 2,
  })),
});
const clean = acceptedAt(Number.NaN);

describe('misjudgesWithoutFault', () => {
  test('is what happens before the fault in most trials', () => {
    expect(misjudgesWithoutFault([acceptedAt(-900), acceptedAt(-700), clean])).toBe(true);
  });

  test('is not a single trial of a machine that stood still for a moment', () => {
    expect(misjudgesWithoutFault([acceptedAt(-900), clean, clean])).toBe(false);
  });

  test('is nothing that was under way when the fault came, or came after it', () => {
    expect(misjudgesWithoutFault([acceptedAt(-500)])).toBe(false);
    expect(misjudgesWithoutFault([acceptedAt(-100)])).toBe(false);
    expect(misjudgesWithoutFault([acceptedAt(0)])).toBe(false);
  });
});

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

describe('what a contender did with its copy', () => {
  const phases = { boundMs: 2_000, heldMs: 3_500, within: { ok: 40 }, after: { ok: 1, '5xx': 29 } };
  const trial: FailoverTrial = {
    ...model,
    contender: 'tokens-pushed',
    fault: 'redis-frozen',
    boundPhases: phases,
  };

  test('is told within the bound and after it, all valid trials together', () => {
    const letIn = { ...phases, heldMs: 3_600, after: { '5xx': 28, 'false-accept': 2 } };
    const [sentence, ...others] = boundSentences([
      trial,
      { ...trial, boundPhases: letIn },
      { ...trial, valid: false },
      { ...trial, boundPhases: null },
    ]);
    expect(others).toEqual([]);
    expect(sentence?.replaceAll('\u00a0', ' ')).toBe(
      'tokens-pushed through redis-frozen, which held for 3.50 s or longer: within its bound of 2.00 s 0 of 80 requests failed; after the bound 57 of 60 requests failed, 2 revoked credentials were let in.',
    );
  });
});

test('a report says how many cells the machine left undecided, and nothing when there is none', () => {
  const [cell] = recordedResult().failover?.cells ?? [];
  if (cell === undefined) throw new Error('the fixture has no cells');
  expect(untoldSentence([cell])).toEqual([]);
  expect(untoldSentence([cell, { ...cell, cannotTell: ['late'] }])[0]).toContain('1 cell of 2');
});
