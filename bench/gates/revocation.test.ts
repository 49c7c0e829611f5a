import { expect, test } from 'vitest';
import { recordedResult } from '../report/fixture.ts';
import type { RevocationResult } from '../result/revocation.ts';
import { revocationGates } from './revocation.ts';

function statusOf(gate: string, changes: Partial<RevocationResult>): string | undefined {
  const { revocation } = recordedResult();
  if (revocation === null) throw new Error('the fixture holds revocation trials');
  const gates = revocationGates({ ...revocation, ...changes });
  return gates.find((each) => each.gate === gate)?.status;
}

const race = {
  contender: 'sessions',
  inFlight: 'write' as const,
  races: 100,
  cameBack: 80,
  invalid: 0,
  example: null,
};
const bound = {
  contender: 'tokens-stateless',
  action: 'logout',
  credentialLifeMs: 3000,
  toleranceMs: 1000,
  probes: 4000,
  lastAcceptAfterExpiryMs: 998,
  firstRefusalAfterExpiryMs: 1002,
  resolutionMs: 2,
  watchedAfterBoundMs: 1500,
  resurrections: 0,
};

test('probes about a millisecond apart pass', () => {
  expect(statusOf('probe spacing', {})).toBe('pass');
  expect(statusOf('probe resolution', {})).toBe('pass');
});

test('more than a tenth of invalid trials fails the experiment', () => {
  const trials = recordedResult().revocation?.trials ?? [];
  const spoilt = (share: number) =>
    trials.map((trial, index) => ({ ...trial, valid: index >= share * trials.length }));
  // Races, streams and presets count as trials too; here they stand aside.
  const only = { races: [], openStreams: [], presets: [] };
  expect(statusOf('valid trials', { ...only, trials: spoilt(0) })).toBe('pass');
  expect(statusOf('valid trials', { ...only, trials: spoilt(0.05) })).toBe('warn');
  expect(statusOf('valid trials', { ...only, trials: spoilt(0.2) })).toBe('fail');
});

test('a trial that two rows of the file tell of is counted once', () => {
  const { revocation } = recordedResult();
  const measured = (presets: RevocationResult['presets']) => {
    if (revocation === null) throw new Error('the fixture holds revocation trials');
    const result = { ...revocation, races: [], openStreams: [], presets };
    const gate = revocationGates(result).find((each) => each.gate === 'valid trials');
    return gate?.measured.replace(/,.*/, '');
  };
  const trials = revocation?.trials.length ?? 0;
  const [preset] = revocation?.presets ?? [];
  if (preset === undefined) throw new Error('the fixture holds presets');
  const read = { ...preset, trials: 10, invalid: 1, readFromAction: 'logout' };
  expect(measured([read])).toBe(`${trials} of ${trials}`);
  const own = { ...read, readFromAction: null };
  expect(measured([own])).toBe(`${trials + 10} of ${trials + 11}`);
});

test('races in which nothing was under way warn', () => {
  expect(statusOf('forced races', { races: [{ ...race, overlapped: 80 }] })).toBe('pass');
  expect(statusOf('forced races', { races: [{ ...race, overlapped: 20 }] })).toBe('warn');
});

test('a bound that was not seen to hold warns', () => {
  expect(statusOf('expiry proven', { bounds: [{ ...bound, ok: true }] })).toBe('pass');
  expect(statusOf('expiry proven', { bounds: [{ ...bound, ok: false }] })).toBe('warn');
});

test('what was not measured has no gate', () => {
  expect(statusOf('forced races', { races: [] })).toBeUndefined();
  expect(statusOf('expiry proven', { bounds: [] })).toBeUndefined();
});

test('a prober that had to wait for a CPU warns; a system that does not say has no gate', () => {
  const trials = recordedResult().revocation?.trials ?? [];
  const waiting = (share: number | null) =>
    trials.map((trial) => ({
      ...trial,
      cpuWaitMs: share === null ? null : share * (trial.revokeMs + trial.finelyWatchedMs),
    }));
  expect(statusOf('CPU for the prober', { trials: waiting(0.05) })).toBe('pass');
  expect(statusOf('CPU for the prober', { trials: waiting(0.5) })).toBe('warn');
  expect(statusOf('CPU for the prober', { trials: waiting(null) })).toBeUndefined();
});
