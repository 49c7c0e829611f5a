import { expect, test } from 'vitest';
import { duplicateExecutions } from './trial.ts';

const replicas = (...requests: number[]) =>
  requests.map((each, index) => ({ pid: 100 + index, requests: each }));

test('requests that replicas executed more often than they were sent are duplicates', () => {
  expect(duplicateExecutions(replicas(5, 5, 5), replicas(15, 15, 18), 30)).toBe(3);
});

test('a request that reached no replica is no negative duplicate', () => {
  expect(duplicateExecutions(replicas(0, 0), replicas(4, 4), 10)).toBe(0);
});

test('nobody can tell when a replica was replaced: its counter went with it', () => {
  const after = [{ pid: 999, requests: 3 }, ...replicas(0, 9).slice(1)];
  expect(duplicateExecutions(replicas(0, 0), after, 10)).toBeNull();
});
