import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { signingKeyFor } from '../keys/key-file.ts';
import { sharedSecretSource } from '../keys/key-source.ts';
import { createJoseLibrary } from './jose.ts';
import { createUnverifiedLibrary } from './unverified.ts';

const signingKey = signingKeyFor('ES256');
const parts = {
  algorithm: 'ES256',
  signingKey: async () => ({ kid: 'key-1', key: signingKey }),
  findKey: sharedSecretSource({ kid: 'key-1', key: createPublicKey(signingKey) }),
  issuer: 'urn:lab:tokens',
  audience: 'urn:lab:api',
  clockToleranceSeconds: 5,
  now: () => 0,
} as const;

test('it reads the claims that jose reads, and believes a token whose signature jose refuses', async () => {
  const token = await createUnverifiedLibrary(parts).sign({ sub: 'alice', exp: 900 }, 'at+jwt');
  const forged = `${token.slice(0, token.lastIndexOf('.'))}.AAAA`;
  const believed = await createUnverifiedLibrary(parts).verify(forged, 'at+jwt');
  const checked = await createJoseLibrary(parts).verify(token, 'at+jwt');
  expect(checked.ok).toBe(true);
  expect(believed).toEqual(checked);
  expect((await createJoseLibrary(parts).verify(forged, 'at+jwt')).ok).toBe(false);
});

test('what is no token is malformed, and one of another type invalid', async () => {
  const library = createUnverifiedLibrary(parts);
  expect(await library.verify('a.b.c', 'at+jwt')).toEqual({ ok: false, code: 'malformed' });
  const cart = await library.sign({ sub: 'alice', exp: 900 }, 'cart+jwt');
  expect(await library.verify(cart, 'at+jwt')).toEqual({ ok: false, code: 'invalid' });
});
