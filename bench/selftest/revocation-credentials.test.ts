import { expect, test } from 'vitest';
import { createPlantedCredentials } from './revocation-server/credentials.ts';

type Planted = Parameters<typeof createPlantedCredentials>[0];

function planted(settings: Partial<Planted>) {
  let nowMs = 0;
  const behaviour = { staleMs: 0, pollMs: null, backAfterMs: null, ...settings };
  const credentials = createPlantedCredentials(behaviour, () => nowMs);
  const credential = credentials.issue();
  const acceptedAt = (ms: number) => {
    nowMs = ms;
    return credentials.isAccepted(credential);
  };
  const revokeAt = (ms: number) => {
    nowMs = ms;
    credentials.revoke(credential);
  };
  return { acceptedAt, revokeAt };
}

test('without a plant a credential is refused from its revocation on', () => {
  const { acceptedAt, revokeAt } = planted({});
  expect(acceptedAt(5)).toBe(true);
  revokeAt(10);
  expect(acceptedAt(10)).toBe(false);
});

test('a stale cache accepts for exactly its time', () => {
  const { acceptedAt, revokeAt } = planted({ staleMs: 40 });
  revokeAt(10);
  expect([acceptedAt(49.9), acceptedAt(50)]).toEqual([true, false]);
});

test('a poll notices at the next multiple of its period', () => {
  const { acceptedAt, revokeAt } = planted({ pollMs: 2000 });
  revokeAt(2500);
  expect([acceptedAt(3999), acceptedAt(4000)]).toEqual([true, false]);
});

test('a resurrected credential is accepted again for good', () => {
  const { acceptedAt, revokeAt } = planted({ backAfterMs: 1000 });
  revokeAt(10);
  expect([acceptedAt(500), acceptedAt(1010), acceptedAt(9999)]).toEqual([false, true, true]);
});

test('what was never issued is refused', () => {
  const credentials = createPlantedCredentials(
    { staleMs: 0, pollMs: null, backAfterMs: null },
    () => 0,
  );
  expect(credentials.isAccepted('planted-7')).toBe(false);
});
