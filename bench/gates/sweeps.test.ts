import { expect, test } from 'vitest';
import { type AlgorithmRow, type Sweeps, secondFloorArm } from '../result/sweeps.ts';
import { trialOf } from '../result/trial.fixture.ts';
import { sweepsGates } from './sweeps.ts';

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
