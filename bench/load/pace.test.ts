import { describe, expect, test } from 'vitest';
import { type PacedRecord, type PlannedRequest, summarisePaced } from './pace/record.ts';
import { planner } from './pace/schedule.ts';

describe('the plan', () => {
  const get: PlannedRequest = {
    method: 'GET',
    path: '/me',
    population: 'valid',
    credentials: 'valid',
  };
  const post: PlannedRequest = {
    method: 'POST',
    path: '/orders',
    population: 'revoked',
    credentials: 'revoked',
    body: '{}',
    headers: { accept: 'application/json' },
  };
  const sets = new Map([
    ['valid', [{ cookie: 'v=0' }, { cookie: 'v=1' }, { cookie: 'v=2' }]],
    ['revoked', [{ authorization: 'r-0' }, { authorization: 'r-1' }]],
  ]);
  const load = {
    url: 'http://127.0.0.1:1',
    ratePerSecond: 1,
    durationMs: 1,
    plan: [get, get, post],
  };

  describe('planner', () => {
    test('goes through the kinds in their order, and through the credentials of each in turn', () => {
      const plan = planner(load, sets);
      const sent = Array.from({ length: 9 }, (_, k) => {
        const { kind, headers } = plan(k);
        return [kind, headers.cookie ?? headers.authorization];
      });
      expect(sent).toEqual([
        [0, 'v=0'],
        [1, 'v=0'],
        [2, 'r-0'],
        [0, 'v=1'],
        [1, 'v=1'],
        [2, 'r-1'],
        [0, 'v=2'],
        [1, 'v=2'],
        [2, 'r-0'],
      ]);
    });

    test('names a body as JSON, keeps the kind its own headers and numbers the requests', () => {
      const plan = planner({ ...load, requestIdPrefix: 'f1-' }, sets);
      expect(plan(2).headers).toEqual({
        accept: 'application/json',
        authorization: 'r-0',
        'content-type': 'application/json',
        'x-request-id': 'f1-2',
      });
      expect(plan(0).headers).toEqual({ cookie: 'v=0', 'x-request-id': 'f1-0' });
    });

    test('refuses credentials that were not provided, and a plan of nothing', () => {
      expect(() => planner({ ...load, plan: [{ ...get, credentials: 'lost' }] }, sets)).toThrow(
        'lost',
      );
      expect(() => planner({ ...load, plan: [get] }, new Map([['valid', []]]))).toThrow('valid');
      expect(() => planner({ ...load, plan: [] }, sets)).toThrow(RangeError);
    });
  });
});

describe('the records', () => {
  const record = (k: number, change: Partial<PacedRecord> = {}): PacedRecord => ({
    k,
    kind: 0,
    population: 'valid',
    intendedMs: k * 10,
    sentMs: k * 10 + 1,
    doneMs: k * 10 + 4,
    outcome: 'status',
    status: 200,
    replica: null,
    upstream: null,
    upstreamStatus: null,
    error: null,
    ...change,
  });

  test('latency counts from the intended start, and only accepted answers have one', () => {
    const records = [
      record(0),
      record(1),
      // Sent 8 ms late, because the pacer stalled: the user waited for that too.
      record(2, { sentMs: 28, doneMs: 31 }),
      record(3, { status: 503, doneMs: 900 }),
      record(4, { outcome: 'reset', status: null, doneMs: 900 }),
      record(5, { outcome: 'short-body', doneMs: 900 }),
    ];
    expect(
      summarisePaced({
        startedAtMs: 0,
        endedAtMs: 60,
        ratePerSecond: 100,
        records,
        notSent: 2,
      }),
    ).toEqual({
      requests: 8,
      accepted: 3,
      sendLagP99Ms: 8,
      latencyUs: { p50: 4_000, p90: null, p99: null },
    });
  });

  test('a percentile stands only where the answers carry it: p90 from 100 on', () => {
    const p90Of = (answers: number) =>
      summarisePaced({
        startedAtMs: 0,
        endedAtMs: 0,
        ratePerSecond: 1,
        records: Array.from({ length: answers }, (_, k) => record(k)),
        notSent: 0,
      }).latencyUs.p90;
    expect([p90Of(99), p90Of(100)]).toEqual([null, 4_000]);
  });

  test('a load of which nothing was answered has no latency', () => {
    const none = {
      startedAtMs: 0,
      endedAtMs: 0,
      ratePerSecond: 1,
      records: [],
      notSent: 0,
    };
    expect(summarisePaced(none)).toMatchObject({
      requests: 0,
      accepted: 0,
      latencyUs: { p50: 0, p99: null },
    });
  });
});
