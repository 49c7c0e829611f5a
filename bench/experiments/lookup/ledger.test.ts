import { expect, test } from 'vitest';
import { countedRequests } from './ledger.ts';

const background = (perSecond: number) => ({
  commands: { eval: perSecond / 2, get: perSecond / 2 },
  reads: 0,
  inputBytes: 0,
  outputBytes: 0,
});

test('an arm that does nothing unasked is counted over the requests of the plan', () => {
  expect(countedRequests(200, background(0))).toBe(200);
});

test('an arm with a heartbeat is counted over so many requests that a second of it weighs 0.05 commands', () => {
  // Three replicas, two beats a second, twelve commands each.
  const requests = countedRequests(200, background(72));
  expect(requests).toBe(1_440);
  expect(72 / requests).toBeCloseTo(0.05, 5);
  expect(countedRequests(5_000, background(72))).toBe(5_000);
});
