import { expect, test } from 'vitest';
import { cellsWithoutFault } from '../experiments/failover/cells.ts';
import { trialWith } from '../experiments/failover/trace.fixture.ts';
import type { FailoverResult } from '../result/failover.ts';
import { failoverGates } from './failover.ts';

function resultWith(differences: Partial<FailoverResult>): FailoverResult {
  return {
    trials: Array.from({ length: 20 }, (_, trial) => trialWith({ trial })),
    summary: [],
    faults: [],
    skipped: [],
    cells: [],
    invariants: [],
    stopped: null,
    tradeOff: null,
    ...differences,
  };
}

const statusOf = (gate: string, differences: Partial<FailoverResult>) =>
  failoverGates(resultWith(differences)).find((each) => each.gate.startsWith(gate))?.status;

test('an experiment in which nothing was wrong passes every gate', () => {
  const statuses = failoverGates(resultWith({})).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set(['pass']));
});

test('a lab that did not return to health fails the run', () => {
  expect(statusOf('the lab returned', { stopped: 'sessions-2 is not running' })).toBe('fail');
});

test('one trial of twenty that was wrong before its fault warns, three fail', () => {
  const withInvalid = (count: number) =>
    Array.from({ length: 20 }, (_, trial) => trialWith({ trial, valid: trial >= count }));
  expect(statusOf('nothing wrong', { trials: withInvalid(1) })).toBe('warn');
  expect(statusOf('nothing wrong', { trials: withInvalid(3) })).toBe('fail');
});

test('a surprise warns: it is a finding and no fault of the run', () => {
  const bucket = { atMs: -800, outcomes: { 'false-accept': 1 }, p50Ms: 2, maxMs: 3 };
  const cells = cellsWithoutFault(['tokens'], [trialWith({ buckets: [bucket] })]);
  const gate = failoverGates(resultWith({ cells })).find(({ gate: name }) =>
    name.startsWith('faults did'),
  );
  expect(gate).toMatchObject({ status: 'warn', measured: '0 of 1 cells' });
  expect(gate?.detail).toContain('tokens in none');
});
