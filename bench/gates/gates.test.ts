import { expect, test } from 'vitest';
import { cellsWithoutFault } from '../experiments/failover/cells.ts';
import { trialWith } from '../experiments/failover/trace.fixture.ts';
import type { FailoverResult } from '../result/failover.ts';
import { type AlgorithmRow, type Sweeps, secondFloorArm } from '../result/sweeps.ts';
import { trialOf } from '../result/trial.fixture.ts';
import { failoverGates, memoryGates, sweepsGates } from './gates.ts';

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

test('a schedule is kept when nothing leaves later than one period of the rate that was offered', () => {
  const late = (sendLagP99Ms: number) =>
    failoverGates(resultWith({ trials: [trialWith({ sendLagP99Ms, offeredPerSecond: 80 })] }))[0];
  expect(late(12.4)).toMatchObject({ status: 'pass', limit: expect.stringMatching(/12\.5 ms/) });
  expect(late(12.54)).toMatchObject({ status: 'warn', measured: 'worst p99 12.54 ms late' });
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

const empty: Sweeps = { trials: [], algorithms: [], sizes: [], populations: [], replicas: [] };

function secondFloor(low: number, high: number): AlgorithmRow {
  return {
    arm: secondFloorArm,
    contender: 'floor',
    algorithm: null,
    library: null,
    trap: false,
    credentialBytes: 0,
    replicaCpuUsPerRequest: 100,
    mainThreadCpuUsPerRequest: 90,
    balancerCpuUsPerRequest: 30,
    storeCpuUsPerRequest: 0,
    requestsPerSecond: 1000,
    latencyP50Us: 500,
    againstFloor: { to: 'algorithms-floor', ratio: 1, low, high, blocks: 40 },
  };
}

const status = (sweeps: Partial<Sweeps>, name: string) =>
  sweepsGates({ ...empty, ...sweeps }).find(({ gate }) => gate === name)?.status;

test('a second copy of the floor must read as equal to the first, and must be there', () => {
  const equalArms = (low: number, high: number) =>
    status({ algorithms: [secondFloor(low, high)] }, 'two equal arms read as equal');
  expect(equalArms(0.98, 1.02)).toBe('pass');
  expect(equalArms(1.01, 1.05)).toBe('warn');
  expect(status({}, 'two equal arms read as equal')).toBe('warn');
});

test('windows of the sweeps are held to the rules of lookup', () => {
  const trials = [trialOf({ generatorUtilization: 0.97 }), trialOf({ valid: false })];
  expect(status({ trials }, 'generator not saturated')).toBe('fail');
  expect(status({ trials }, 'valid trials')).toBe('fail');
  expect(status({ trials: [trialOf({})] }, 'valid trials')).toBe('pass');
});

test.for([
  [299_400_000, 200_000_000, 'pass', '299 MB in its largest process'],
  [299_900_000, null, 'pass', '299.9 MB in its largest process'],
  [300_000_000, 200_000_000, 'warn', '300 MB in its largest process'],
  [200_000_000, 301_000_000, 'warn', '301 MB in its largest process'],
] as const)('a bench of %d bytes with load processes of %d bytes: %s', (row) => {
  const [peakMemoryBytes, peakLoadMemoryBytes, status, measured] = row;
  const [gate] = memoryGates({ peakMemoryBytes, peakLoadMemoryBytes });
  expect(gate).toMatchObject({ status, measured });
});

test('a file that does not tell the memory of its bench has no gate for it', () => {
  expect(memoryGates({})).toEqual([]);
});
