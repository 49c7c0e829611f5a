import { describe, expect, test } from 'vitest';
import { createAccessTokens, identityOf } from './credential.ts';
import { nowSeconds, claims as plain, rawToken, subject } from './jwt/library.fixture.ts';

const { library, signingKey } = subject('jose', 'ES256');
const tokens = createAccessTokens(library, { ttlSeconds: 900, claimsBytes: 0 }, () => 0);
const header = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' };
const complete = {
  ...plain,
  sid: 'sid-1',
  role: 'member',
  login_at_ms: nowSeconds * 1000,
  iss: 'urn:lab:tokens',
  aud: 'urn:lab:api',
};

/** A good token in which one claim is written as this JSON text. */
function tokenWith(claim: string, json: string): string {
  const text = JSON.stringify({ ...complete, [claim]: 'HERE' }).replace('"HERE"', json);
  return rawToken('ES256', signingKey, header, text);
}

async function outcome(claim: string, json: string): Promise<string> {
  const verified = await tokens.verify(tokenWith(claim, json));
  return verified.ok ? 'accepted' : verified.code;
}

describe('an access token that is signed by us', () => {
  test.for([
    ['exp', '1e20', 'invalid'],
    ['exp', '1e999', 'invalid'],
    ['exp', '8640000000000', 'accepted'],
    ['exp', '8640000000001', 'invalid'],
    ['exp', `${nowSeconds + 1}.5`, 'accepted'],
    ['exp', '-1', 'expired'],
    ['iat', '1e20', 'invalid'],
    ['iat', '-1e999', 'invalid'],
    ['iat', `${nowSeconds}.25`, 'accepted'],
    ['iat', '-1', 'accepted'],
    ['iat', '"now"', 'invalid'],
    ['login_at_ms', '1e999', 'invalid'],
    ['login_at_ms', '1e20', 'invalid'],
    ['login_at_ms', '0.5', 'invalid'],
    ['login_at_ms', '-1', 'accepted'],
    ['login_at_ms', 'null', 'invalid'],
    ['sub', '""', 'invalid'],
    ['sub', '7', 'invalid'],
    ['sub', '"nobody-of-this-name"', 'accepted'],
    ['jti', '""', 'invalid'],
    ['sid', '""', 'invalid'],
    ['role', '"owner"', 'invalid'],
  ] as const)('with %s %s is %s', async ([claim, json, expected]) => {
    expect(await outcome(claim, json)).toBe(expected);
  });

  test('has times that a Date can hold, whatever was signed', async () => {
    for (const json of ['8640000000000', `${nowSeconds + 1}.123456789`, '1e12']) {
      const verified = await tokens.verify(tokenWith('exp', json));
      if (!verified.ok) throw new Error(verified.code);
      const { issuedAtMs, expiresAtMs } = identityOf(verified.claims);
      expect(() => new Date(expiresAtMs).toISOString()).not.toThrow();
      expect(() => new Date(issuedAtMs).toISOString()).not.toThrow();
    }
  });

  test('can be read after it has expired, with its claims checked all the same', async () => {
    const expired = tokenWith('exp', `${nowSeconds - 3600}`);
    expect(await tokens.verify(expired)).toEqual({ ok: false, code: 'expired' });
    expect(await tokens.verify(expired, 'ignored')).toMatchObject({
      ok: true,
      claims: { jti: 'jti-1', sid: 'sid-1', exp: nowSeconds - 3600 },
    });
    const forever = tokenWith('exp', '-1e999');
    expect(await tokens.verify(forever, 'ignored')).toEqual({ ok: false, code: 'invalid' });
  });
});
