import { createPublicKey } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { signingKeyFor } from '../keys/key-file.ts';
import { sharedSecretSource } from '../keys/key-source.ts';
import { createJoseLibrary, createUnverifiedLibrary } from './jose.ts';
import { claims, subject } from './library.fixture.ts';

const signingKey = signingKeyFor('ES256');
const parts = {
  algorithm: 'ES256',
  signingKey: async () => ({ kid: 'key-1', key: signingKey }),
  findKey: sharedSecretSource({ kid: 'key-1', key: createPublicKey(signingKey) }).find,
  issuer: 'urn:lab:tokens',
  audience: 'urn:lab:api',
  clockToleranceSeconds: 5,
  now: () => 0,
} as const;

test('the unverified library reads what jose reads, and believes a token whose signature jose refuses', async () => {
  const token = await createUnverifiedLibrary(parts).sign({ sub: 'alice', exp: 900 }, 'at+jwt');
  const forged = `${token.slice(0, token.lastIndexOf('.'))}.AAAA`;
  const believed = await createUnverifiedLibrary(parts).verify(forged, 'at+jwt');
  const checked = await createJoseLibrary(parts).verify(token, 'at+jwt');
  expect(checked.ok).toBe(true);
  expect(believed).toEqual(checked);
  expect((await createJoseLibrary(parts).verify(forged, 'at+jwt')).ok).toBe(false);
});

test('to the unverified library what is no token is malformed, and one of another type invalid', async () => {
  const library = createUnverifiedLibrary(parts);
  expect(await library.verify('a.b.c', 'at+jwt')).toEqual({ ok: false, code: 'malformed' });
  const cart = await library.sign({ sub: 'alice', exp: 900 }, 'cart+jwt');
  expect(await library.verify(cart, 'at+jwt')).toEqual({ ok: false, code: 'invalid' });
});

test.for([
  ['jose', 0],
  ['jose-secret-object', 200],
] as const)('%s imports the secret of HS256 for %i of 200 tokens', async ([name, imports]) => {
  const { library } = subject(name, 'HS256');
  const token = await library.sign(claims, 'at+jwt');
  await library.verify(token, 'at+jwt');
  const importKey = vi.spyOn(Object.getPrototypeOf(crypto.subtle), 'importKey');
  try {
    for (let count = 0; count < 100; count += 1) {
      expect((await library.verify(token, 'at+jwt')).ok).toBe(true);
      await library.sign(claims, 'at+jwt');
    }
    expect(importKey).toHaveBeenCalledTimes(imports);
  } finally {
    importKey.mockRestore();
  }
});
