import { describe, expect, test } from 'vitest';
import type { Probe } from '../../load/probe.ts';
import { recordedResult } from '../../report/fixture.ts';
import { judgeBound } from './bounds.ts';
import { keyArms, keysNotMeasured } from './keys.ts';
import { presetArms, presetOf, presetsFrom } from './presets.ts';

describe('the proof of a bound', () => {
  /** Probes every 10 ms from 0 to 5,500 ms; the credential expires at 3,000 ms and the tolerance is 1,000 ms. */
  function proof(acceptedUntilMs: number, cameBackAtMs = Number.NaN) {
    const probes = Array.from({ length: 551 }, (_, index): Probe => {
      const sentMs = index * 10;
      const accepted = sentMs <= acceptedUntilMs || sentMs === cameBackAtMs;
      return {
        sentMs,
        doneMs: sentMs + 1,
        verdict: accepted ? 'accepted' : 'refused',
        status: accepted ? 200 : 401,
      };
    });
    const answer = { sentMs: 95, doneMs: 100 };
    const log = new Map([['tokens-1', probes]]);
    return judgeBound('tokens', 'demoted', { answer, expiryMs: 3000, log });
  }

  test('accepted until expiry plus tolerance and refused from then on keeps the bound', () => {
    expect(proof(3990)).toMatchObject({
      ok: true,
      lastAcceptAfterExpiryMs: 990,
      firstRefusalAfterExpiryMs: 1001,
      resurrections: 0,
    });
  });

  test('accepted after expiry plus tolerance breaks the bound', () => {
    expect(proof(4010)).toMatchObject({ ok: false, lastAcceptAfterExpiryMs: 1010 });
  });

  test('refused long before the expiry is another mechanism than expiry', () => {
    expect(proof(1000)).toMatchObject({ ok: false, lastAcceptAfterExpiryMs: -2000 });
  });

  test('never refused breaks the bound', () => {
    expect(proof(9999)).toMatchObject({ ok: false, firstRefusalAfterExpiryMs: null });
  });

  test('an accept after the refusal breaks the bound and is counted', () => {
    expect(proof(3500, 5000)).toMatchObject({ ok: false, resurrections: 1 });
  });
});

describe('the withdrawal of a key', () => {
  const contenders = [
    'sessions',
    'tokens',
    'tokens-hs256',
    'tokens-pushed',
    'tokens-pushed-cached',
  ];

  test('is measured on tokens, and on every contender that remembers what a key has verified', () => {
    expect(keyArms(contenders).map(({ contender }) => contender)).toEqual([
      'tokens',
      'tokens-pushed-cached',
    ]);
    expect(keyArms(['sessions', 'tokens-pushed'])).toEqual([]);
  });

  test('is told of every contender: measured, measured on tokens, or without a key to withdraw', () => {
    const kinds = keysNotMeasured(contenders, true).map(({ contender, kind }) => [contender, kind]);
    expect(kinds).toEqual([
      ['sessions', 'not-applicable'],
      ['tokens-hs256', 'not-applicable'],
      ['tokens-pushed', 'measured-elsewhere'],
    ]);
    const alone = keysNotMeasured(['tokens-pushed', 'tokens-pushed-cached'], true);
    expect(alone.map(({ contender, kind }) => [contender, kind])).toEqual([
      ['tokens-pushed', 'left-out'],
    ]);
  });
});

describe('presets', () => {
  const documented = {
    preset: 'token-60s',
    system: 'some system',
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
});
