import { expect, test } from 'vitest';
import { recordedResult } from '../../report/fixture.ts';
import { presetArms, presetOf, presetsFrom } from './presets.ts';

const documented = {
  preset: 'token-60s',
  system: 'somebody',
  mechanism: 'a token',
  contender: 'tokens-short',
  documentedBoundMs: 60_000,
  source: 'their documentation',
};

const trials = (highs: readonly (number | null)[]) => {
  const some = recordedResult().revocation?.trials.find(({ censored }) => !censored);
  if (some === undefined) throw new Error('the recorded run holds a trial that ended');
  return highs.map((fleetHighMs) => ({ ...some, fleetHighMs, valid: true }));
};

test('the time scale is the documented bound over the one of the run', () => {
  expect(presetOf(documented, 2000, trials([500, 900, 1900]))).toMatchObject({
    timeScale: 30,
    p50Ms: 900,
    maxMs: 1900,
    withinBound: true,
  });
});

test('an accept after the bound, or no refusal at all, is not within it', () => {
  const lastAccepted = (fleetLowMs: number) =>
    trials([2100]).map((each) => ({ ...each, fleetLowMs }));
  expect(presetOf(documented, 2000, lastAccepted(2001)).withinBound).toBe(false);
  expect(presetOf(documented, 2000, lastAccepted(2000)).withinBound).toBe(true);
  expect(presetOf(documented, 2000, trials([500, null]))).toMatchObject({
    withinBound: false,
    maxMs: null,
  });
  expect(presetOf(documented, 2000, []).withinBound).toBe(false);
});

test('only presets whose contender is in the run get an arm', () => {
  expect(presetArms(['sessions', 'sessions-hardened']).map(({ arm }) => arm)).toEqual([
    'preset-cookie-cache-5min',
    'preset-introspection-cached-1min',
  ]);
});

test('the presets of pushed events and key sets are read from the trials of the run', () => {
  const pushed = trials([3]).map((each) => ({ ...each, contender: 'tokens-pushed' }));
  const keys = trials([700]).map((each) => ({
    ...each,
    contender: 'tokens',
    action: 'key-withdrawn' as const,
  }));
  expect(presetsFrom([...pushed, ...keys])).toMatchObject([
    { preset: 'jwks-10min', timeScale: 600, withinBound: true },
    { preset: 'pushed-event', timeScale: 1, withinBound: true },
  ]);
  expect(presetsFrom([])).toEqual([]);
});
