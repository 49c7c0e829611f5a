import { expect, test } from 'vitest';
import type { Probe } from '../../load/probe.ts';
import { judgeBound } from './bounds.ts';

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
