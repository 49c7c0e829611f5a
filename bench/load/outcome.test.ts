import { describe, expect, test } from 'vitest';
import {
  bucketsOf,
  classify,
  countOutcomes,
  type Outcome,
  slowAfterMs,
  unexpectedStatuses,
  wasRetried,
} from './outcome.ts';
import type { PacedRecord, Population } from './pace/record.ts';

const record = (change: Partial<PacedRecord>): PacedRecord => ({
  k: 0,
  kind: 0,
  population: 'valid',
  intendedMs: 100,
  sentMs: 100,
  doneMs: 103,
  outcome: 'status',
  status: 200,
  replica: 'tokens-1',
  upstream: '127.0.0.1:4001',
  upstreamStatus: '200',
  error: null,
  ...change,
});

const retried = { upstream: '127.0.0.1:4001, 127.0.0.1:4002', upstreamStatus: '502, 200' };

describe('classify', () => {
  test.for([
    ['a valid credential that is accepted', {}, 'ok'],
    ['a revoked one that is refused', { population: 'revoked', status: 401 }, 'ok'],
    ['a revoked one that is forbidden', { population: 'revoked', status: 403 }, 'ok'],
    ['a revoked one that is accepted', { population: 'revoked' }, 'false-accept'],
    ['a valid one that is refused', { status: 401 }, 'false-reject'],
    ['a public route that is refused', { population: 'public', status: 401 }, 'false-reject'],
    ['an answer of 503', { status: 503 }, '5xx'],
    ['an answer of 503 to a revoked credential', { population: 'revoked', status: 503 }, '5xx'],
    ['a connection reset', { outcome: 'reset', status: null }, 'reset'],
    ['a body cut short, though its head said 200', { outcome: 'short-body' }, 'reset'],
    ['a connection refused', { outcome: 'refused', status: null }, 'refused'],
    ['silence', { outcome: 'timeout', status: null }, 'timeout'],
    ['a head and then silence', { outcome: 'timeout', status: 200 }, 'timeout'],
    ['an answer that the balancer got from its second replica', retried, 'retried'],
    ['a late answer', { doneMs: 351 }, 'slow'],
    ['an answer just in time', { doneMs: 350 }, 'ok'],
    ['a late answer from the second replica', { ...retried, doneMs: 351 }, 'slow'],
    ['a false reject from the second replica', { ...retried, status: 401 }, 'false-reject'],
    [
      'lateness that the pacer caused: it counts from the intended start',
      { sentMs: 340, doneMs: 351 },
      'slow',
    ],
  ] as const)('%s is %s', ([, change, expected]) => {
    expect(classify(record(change), 250)).toBe(expected);
  });
});

test('slow begins at five times the p99 before the fault, and never below 250 ms', () => {
  expect(slowAfterMs(12)).toBe(250);
  expect(slowAfterMs(80)).toBe(400);
});

test('a request was retried when nginx names more than one upstream', () => {
  expect(wasRetried(record(retried))).toBe(true);
  expect(wasRetried(record({}))).toBe(false);
  expect(wasRetried(record({ upstream: null }))).toBe(false);
});

test('statuses that no population should get are counted by status', () => {
  const statuses = [200, 201, 401, 403, 500, 503, 404, 404, 302, null];
  expect(unexpectedStatuses(statuses.map((status) => record({ status })))).toEqual({
    302: 1,
    404: 2,
  });
});

describe('the timeline', () => {
  const outcome = (intendedMs: number, tookMs: number, name: Outcome['class']): Outcome => ({
    class: name,
    intendedMs,
    doneMs: intendedMs + tookMs,
  });
  const outcomes = [
    outcome(910, 2, 'ok'),
    outcome(990, 4, 'ok'),
    outcome(1_000, 10, 'reset'),
    outcome(1_060, 300, 'slow'),
    outcome(1_099, 20, 'ok'),
    outcome(1_250, 5, 'retried'),
  ];

  test('counts by class', () => {
    expect(countOutcomes(outcomes)).toEqual({ ok: 3, reset: 1, slow: 1, retried: 1 });
  });

  test('has a bucket for every 100 ms around the fault, also where nothing was due', () => {
    expect(bucketsOf(outcomes, 1_000, 100)).toEqual([
      { atMs: -100, outcomes: { ok: 2 }, p50Ms: 3, maxMs: 4 },
      { atMs: 0, outcomes: { reset: 1, slow: 1, ok: 1 }, p50Ms: 20, maxMs: 300 },
      { atMs: 100, outcomes: {}, p50Ms: null, maxMs: null },
      { atMs: 200, outcomes: { retried: 1 }, p50Ms: 5, maxMs: 5 },
    ]);
    expect(bucketsOf([], 0, 100)).toEqual([]);
  });
});

test('populations are told apart by what they should get, with the same answers', () => {
  const populations: Population[] = ['valid', 'public', 'revoked'];
  const classes = (status: number) =>
    populations.map((population) => classify(record({ population, status }), 250));
  expect(classes(200)).toEqual(['ok', 'ok', 'false-accept']);
  expect(classes(401)).toEqual(['false-reject', 'false-reject', 'ok']);
});
