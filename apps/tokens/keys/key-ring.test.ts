import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeyRing } from './key-ring.ts';

let folder = '';
let nowMs = 0;
const open = () =>
  openKeyRing(
    {
      keysFile: join(folder, 'keys.json'),
      algorithm: 'ES256',
      jwksCooldownMs: 30_000,
      clockToleranceSeconds: 5,
    },
    () => nowMs,
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  nowMs = Date.UTC(2026, 10, 22, 12);
});
afterEach(() => rm(folder, { recursive: true }));

test('a withdrawn key is no longer in the key set, and another one signs', async () => {
  const ring = await open();
  const before = await ring.signingKey();
  const { kid, kids, next } = await ring.withdraw();
  expect(kids).toEqual([kid]);
  expect(next).toBeNull();
  expect(kid).not.toBe(before.kid);
  expect((await ring.signingKey()).kid).toBe(kid);
  expect((await ring.current()).publicJwks.keys.map((key) => key.kid)).toEqual([kid]);
});

test('after a rotation both keys are in the set, and the new one signs when every replica can have fetched it', async () => {
  const ring = await open();
  const { kid: old } = await ring.signingKey();
  const { kid, kids, next } = await ring.rotate();
  expect(kid).toBe(old);
  expect(kids).toEqual([next?.kid, old]);
  expect(next?.signsFrom).toBe(new Date(nowMs + 36_000).toISOString());
  nowMs += 35_999;
  expect((await ring.signingKey()).kid).toBe(old);
  nowMs += 1;
  expect((await ring.signingKey()).kid).toBe(next?.kid);
  expect(await ring.withdraw()).toEqual({ kid: next?.kid, kids: [next?.kid], next: null });
});

test('a replica that starts during a rotation signs with the same key as the others', async () => {
  const ring = await open();
  const { kid } = await ring.rotate();
  expect((await (await open()).signingKey()).kid).toBe(kid);
});

test('another replica notices the withdrawal', async () => {
  const [one, other] = await Promise.all([open(), open()]);
  const { kid } = await one.withdraw();
  expect((await other.signingKey()).kid).toBe(kid);
});

test('refresh tokens stay good, because their secret is another', async () => {
  const ring = await open();
  const { refreshSecret } = await ring.current();
  await ring.withdraw();
  expect((await ring.current()).refreshSecret).toEqual(refreshSecret);
});

test('the keys are read again only when the file has changed', async () => {
  const ring = await open();
  expect(await ring.current()).toBe(await ring.current());
});
