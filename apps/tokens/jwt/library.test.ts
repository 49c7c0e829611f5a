import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CompactSign, SignJWT } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { signingKeyFor } from '../keys/key-file.ts';
import { claims, kid, libraries, nowSeconds, subject } from './library.fixture.ts';

describe.for(libraries)('%s with %s', ([name, algorithm]) => {
  const { library, signingKey } = subject(name, algorithm);
  /** A token as another program would make it with our key. */
  const forge = (
    payload: Record<string, unknown> = {},
    header: { alg?: string; typ?: string; kid?: string } = {},
    key: KeyObject = signingKey,
  ) =>
    new SignJWT({ ...claims, iss: 'urn:lab:tokens', aud: 'urn:lab:api', ...payload })
      .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid, ...header })
      .sign(key);
  const codeOf = async (token: string) => {
    const verified = await library.verify(token, 'at+jwt');
    return verified.ok ? 'accepted' : verified.code;
  };

  test('accepts what it has signed, with issuer and audience', async () => {
    const verified = await library.verify(await library.sign(claims, 'at+jwt'), 'at+jwt');
    expect(verified).toMatchObject({
      ok: true,
      payload: { ...claims, iss: 'urn:lab:tokens', aud: 'urn:lab:api' },
    });
  });

  test('accepts the token of another library with the same key', async () => {
    expect(await codeOf(await forge())).toBe('accepted');
  });

  test('refuses a token from the second after expiry plus tolerance on', async () => {
    expect(await codeOf(await forge({ exp: nowSeconds - 4 }))).toBe('accepted');
    expect(await codeOf(await forge({ exp: nowSeconds - 5 }))).toBe('expired');
  });

  test('refuses another issuer, audience, type and key name', async () => {
    expect(await codeOf(await forge({ iss: 'urn:lab:other' }))).toBe('invalid');
    expect(await codeOf(await forge({ aud: 'urn:other:api' }))).toBe('invalid');
    expect(await codeOf(await forge({}, { typ: 'cart+jwt' }))).toBe('invalid');
    expect(await codeOf(await forge({}, { typ: 'JWT' }))).toBe('invalid');
    expect(await codeOf(await forge({}, { kid: 'key-2' }))).toBe('invalid');
  });

  test('refuses a signature by another key', async () => {
    expect(await codeOf(await forge({}, {}, signingKeyFor(algorithm)))).toBe('invalid');
  });

  test('refuses a token without signature (RFC 8725 section 2.1)', async () => {
    const [, payload] = (await forge()).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString(
      'base64url',
    );
    expect(await codeOf(`${header}.${payload}.`)).not.toBe('accepted');
  });

  test('refuses a MAC made with the public key (RFC 8725 section 2.1)', async () => {
    if (algorithm === 'HS256') return;
    const publicText = createPublicKey(signingKey).export({ type: 'spki', format: 'pem' });
    const body = JSON.stringify({ ...claims, iss: 'urn:lab:tokens', aud: 'urn:lab:api' });
    const token = await new CompactSign(new TextEncoder().encode(body))
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .sign(new TextEncoder().encode(publicText.toString()));
    expect(await codeOf(token)).toBe('invalid');
  });

  test('refuses a good signature of another algorithm', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(await codeOf(await forge({}, { alg: 'ES384' }, privateKey))).toBe('invalid');
  });

  test('refuses what is no token', async () => {
    for (const text of ['..', 'a.b.c', 'e30.e30.AA'])
      expect(await codeOf(text)).not.toBe('accepted');
  });
});

test('jose imports the secret of HS256 once and not for every token', async () => {
  const { library } = subject('jose', 'HS256');
  const token = await library.sign(claims, 'at+jwt');
  await library.verify(token, 'at+jwt');
  const importKey = vi.spyOn(Object.getPrototypeOf(crypto.subtle), 'importKey');
  try {
    for (let count = 0; count < 100; count += 1) {
      expect((await library.verify(token, 'at+jwt')).ok).toBe(true);
      await library.sign(claims, 'at+jwt');
    }
    expect(importKey).not.toHaveBeenCalled();
  } finally {
    importKey.mockRestore();
  }
});
