import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CompactSign, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { signingKeyFor } from '../keys/key-file.ts';
import {
  claims,
  kid,
  libraries,
  nowSeconds,
  type Part,
  rawToken,
  subject,
} from './library.fixture.ts';

describe.for(libraries)('%s with %s', ([name, algorithm]) => {
  const { library, signingKey } = subject(name, algorithm);
  const header = { alg: algorithm, typ: 'at+jwt', kid };
  const complete = { ...claims, iss: 'urn:lab:tokens', aud: 'urn:lab:api' };
  /** A token as another program would make it with our key. */
  const forge = (
    payload: Record<string, unknown> = {},
    otherHeader: { alg?: string; typ?: string; kid?: string } = {},
    key: KeyObject = signingKey,
  ) =>
    new SignJWT({ ...complete, ...payload })
      .setProtectedHeader({ ...header, ...otherHeader })
      .sign(key);
  /** A token with our signature that no library would make. */
  const raw = (payload: Part = complete, otherHeader: Part = header) =>
    rawToken(algorithm, signingKey, otherHeader, payload);
  const codeOf = async (token: string) => {
    const verified = await library.verify(token, 'at+jwt');
    return verified.ok ? 'accepted' : verified.code;
  };

  test('accepts what it has signed, with issuer and audience', async () => {
    const verified = await library.verify(await library.sign(claims, 'at+jwt'), 'at+jwt');
    expect(verified).toMatchObject({ ok: true, payload: complete });
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
    const unsigned = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
    expect(await codeOf(`${unsigned}.${payload}.`)).not.toBe('accepted');
  });

  test('refuses a MAC made with the public key (RFC 8725 section 2.1)', async () => {
    if (algorithm === 'HS256') return;
    const publicText = createPublicKey(signingKey).export({ type: 'spki', format: 'pem' });
    const token = await new CompactSign(new TextEncoder().encode(JSON.stringify(complete)))
      .setProtectedHeader({ ...header, alg: 'HS256' })
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

  test('accepts both spellings of the type, in any case (RFC 9068 section 4)', async () => {
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT', 'Application/At+Jwt']) {
      expect([typ, await codeOf(raw(complete, { ...header, typ }))]).toEqual([typ, 'accepted']);
    }
    for (const typ of ['application/cart+jwt', 'text/at+jwt', 'application/', '', undefined, 7]) {
      const code = await codeOf(raw(complete, { ...header, typ }));
      expect([typ, code]).not.toEqual([typ, 'accepted']);
    }
  });

  test.for([
    ['a critical extension', { crit: ['exp'] }],
    ['a critical extension that it holds', { crit: ['lab'], lab: true }],
    ['an empty list of critical extensions', { crit: [] }],
    ['critical extensions that are no list', { crit: 'b64' }],
    ['an unencoded payload', { crit: ['b64'], b64: false }],
    ['an unencoded payload that is not called critical', { b64: false }],
  ] as const)('refuses a header with %s (RFC 7515, RFC 7797)', async ([, members]) => {
    expect(['malformed', 'invalid']).toContain(
      await codeOf(raw(complete, { ...header, ...members })),
    );
  });

  test('refuses a header or a payload that is not UTF-8', async () => {
    const broken = (part: object) =>
      Buffer.concat([Buffer.from(JSON.stringify({ ...part, x: '?' }).slice(0, -2)), badEnd]);
    const badEnd = Buffer.from([0xff, 0xfe, 0x22, 0x7d]);
    expect(await codeOf(raw(broken(complete)))).toBe('malformed');
    expect(await codeOf(raw(complete, broken(header)))).toBe('malformed');
  });

  test('refuses a payload that is no object, though the signature is good', async () => {
    for (const payload of ['null', '[]', '"alice"', '7', '', '{"sub":', '[{"sub":"alice"}]']) {
      expect(['malformed', 'invalid']).toContain(await codeOf(raw(payload)));
    }
  });

  test('refuses a signature of every other length, and a fault is never thrown', async () => {
    const token = raw();
    const [head, body] = token.split('.');
    const signature = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
    for (const length of [0, 1, 16, 31, 32, 33, 63, 64, 65, 72, 96, 128, 255, 256, 257, 512]) {
      if (length === signature.length) continue;
      const other = Buffer.concat([signature, Buffer.alloc(512, 1)]).subarray(0, length);
      const code = await codeOf(`${head}.${body}.${other.toString('base64url')}`);
      expect([length, ['malformed', 'invalid'].includes(code)]).toEqual([length, true]);
    }
    for (const fill of [0x00, 0x7f, 0x80, 0xff]) {
      const other = Buffer.alloc(signature.length, fill).toString('base64url');
      expect(await codeOf(`${head}.${body}.${other}`)).toBe('invalid');
    }
  });

  test('reads a time as RFC 7519 section 2 says: any JSON number', async () => {
    const withTime = (claim: string, text: string) =>
      raw(JSON.stringify({ ...complete, [claim]: 'HERE' }).replace('"HERE"', text));
    for (const [claim, verdict, texts] of [
      ['exp', 'accepted', [`${nowSeconds}.75`, `${nowSeconds - 5}.25`, '1e20', '1e999']],
      ['exp', 'expired', ['-1', '-1e20', '-1e999', '0']],
      ['exp', 'invalid', ['"soon"', 'null', 'true', '{}']],
      ['nbf', 'accepted', [`${nowSeconds + 4}.5`, '-1e20']],
      ['nbf', 'invalid', ['1e999', '1e20', `${nowSeconds + 6}`, '"now"']],
    ] as const) {
      const codes = await Promise.all(texts.map((text) => codeOf(withTime(claim, text))));
      expect([claim, texts, codes]).toEqual([claim, texts, texts.map(() => verdict)]);
    }
  });

  test('reads an expired token when it is asked to, and no other bad one', async () => {
    const expired = { ...complete, exp: nowSeconds - 3600 };
    const read = async (token: string) => await library.verify(token, 'at+jwt', 'ignored');
    expect(await read(raw(expired))).toMatchObject({ ok: true, payload: { jti: 'jti-1' } });
    expect(await read(raw())).toMatchObject({ ok: true });
    const refused = [
      raw({ ...expired, iss: 'urn:lab:other' }),
      raw({ ...expired, aud: 'urn:other:api' }),
      raw(expired, { ...header, typ: 'cart+jwt' }),
      rawToken(algorithm, signingKeyFor(algorithm), header, expired),
    ];
    for (const token of refused) expect(await read(token)).toEqual({ ok: false, code: 'invalid' });
  });
});
