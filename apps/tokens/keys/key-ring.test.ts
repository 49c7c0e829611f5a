import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeyRing } from './key-ring.ts';

let folder = '';
const config = () => ({ keysFile: join(folder, 'keys.json'), algorithm: 'ES256' as const });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a withdrawn key is no longer in the key set, and another one signs', async () => {
  const ring = await openKeyRing(config());
  const before = await ring.current();
  const { kid, kids } = await ring.withdraw();
  const after = await ring.current();
  expect(kids).toEqual([kid]);
  expect(kid).not.toBe(before.kid);
  expect(after.kid).toBe(kid);
  expect(after.publicJwks.keys.map((key) => key.kid)).toEqual([kid]);
});

test('after a rotation the new key signs, both are in the set, and a withdrawal takes the older one', async () => {
  const ring = await openKeyRing(config());
  const { kid: old } = await ring.current();
  const { kid, kids } = await ring.rotate();
  expect(kids).toEqual([kid, old]);
  expect(await ring.withdraw()).toEqual({ kid, kids: [kid] });
});

test('another replica notices the withdrawal', async () => {
  const [one, other] = await Promise.all([openKeyRing(config()), openKeyRing(config())]);
  const { kid } = await one.withdraw();
  expect((await other.current()).kid).toBe(kid);
});

test('refresh tokens stay good, because their secret is another', async () => {
  const ring = await openKeyRing(config());
  const { refreshSecret } = await ring.current();
  await ring.withdraw();
  expect((await ring.current()).refreshSecret).toEqual(refreshSecret);
});

test('the keys are read again only when the file has changed', async () => {
  const ring = await openKeyRing(config());
  expect(await ring.current()).toBe(await ring.current());
});
