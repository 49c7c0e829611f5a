import { describe, expect, test } from 'vitest';
import { signingKeyFor } from '../keys/key-file.ts';
import { claims, kid, libraries, nowSeconds, subject } from './library.fixture.ts';
import { type Part, rawToken } from './raw-token.fixture.ts';

describe.for(libraries)('%s with %s', ([name, algorithm]) => {
  const { library, signingKey } = subject(name, algorithm);
  const header = { alg: algorithm, typ: 'at+jwt', kid };
  const complete = { ...claims, iss: 'urn:lab:tokens', aud: 'urn:lab:api' };
  /** A token with our signature that no library would make. */
  const raw = (payload: Part = complete, otherHeader: Part = header) =>
    rawToken(algorithm, signingKey, otherHeader, payload);
  const codeOf = async (token: string) => {
    const verified = await library.verify(token, 'at+jwt');
    return verified.ok ? 'accepted' : verified.code;
  };

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
    const codes = async (claim: string, texts: readonly string[]) =>
      await Promise.all(texts.map((text) => codeOf(withTime(claim, text))));
    expect(await codes('exp', [`${nowSeconds}.75`, '1e20', '1e999'])).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(await codes('exp', [`${nowSeconds - 5}.25`, '-1', '-1e20', '-1e999', '0'])).toEqual([
      'accepted',
      'expired',
      'expired',
      'expired',
      'expired',
    ]);
    expect(await codes('exp', ['"soon"', 'null', 'true', '{}'])).toEqual([
      'invalid',
      'invalid',
      'invalid',
      'invalid',
    ]);
    expect(await codes('nbf', ['1e999', '1e20', `${nowSeconds + 6}`, '"now"'])).toEqual([
      'invalid',
      'invalid',
      'invalid',
      'invalid',
    ]);
    expect(await codes('nbf', [`${nowSeconds + 4}.5`, '-1e20'])).toEqual(['accepted', 'accepted']);
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
