import { expect, test } from 'vitest';
import { type PacedRecord, summarisePaced } from './record.ts';

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
      utilization: 0,
    }),
  ).toEqual({
    requests: 8,
    accepted: 3,
    sendLagP50Ms: 1,
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
      utilization: 0,
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
    utilization: 0,
  };
  expect(summarisePaced(none)).toMatchObject({
    requests: 0,
    accepted: 0,
    latencyUs: { p50: 0, p99: null },
  });
});
