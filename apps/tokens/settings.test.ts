import { describe, expect, test } from 'vitest';
import { readConfig } from '../shared/config.ts';
import { environment, settingsOf } from './settings.ts';

const complete = {
  REPLICA: 'tokens-1',
  PORT: '4101',
  METRICS_PORT: '4201',
  REDIS_URL: 'redis://127.0.0.1:6379',
  KEYS_FILE: '/keys/keys.json',
  LOAD_ACCOUNT_SECRET: 'l'.repeat(32),
};

function settingsFrom(variables: Readonly<Record<string, string>>) {
  const { config, own } = readConfig('apps/tokens', environment, { ...complete, ...variables });
  return settingsOf(config, own);
}

describe('the settings of a token contender', () => {
  test('have the documented defaults', () => {
    expect(settingsFrom({})).toMatchObject({
      issuer: 'urn:lab:tokens',
      clockToleranceSeconds: 5,
      algorithm: 'ES256',
      library: 'jose',
      jwksUrl: 'http://127.0.0.1:4101/.well-known/jwks.json',
    });
  });

  test.for([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '[::1]'],
    ['::1', '[::1]'],
    ['replica.example', 'replica.example'],
  ] as const)('with HOST=%s fetch keys from %s', ([HOST, address]) => {
    const { jwksUrl } = settingsFrom({ HOST });
    expect(jwksUrl).toBe(`http://${address}:4101/.well-known/jwks.json`);
  });

  test.for([{}, { ARM: 'tokens' }])(
    'refuse a library that checks no signature to a contender (%o)',
    (arm) => {
      const given = { ...arm, TOKEN_LIBRARY: 'unverified' };
      expect(() => settingsFrom(given)).toThrow('TOKEN_LIBRARY: "unverified" admits forged tokens');
    },
  );

  test('allow it to an arm of the bench that is no contender', () => {
    const rung = { ARM: 'tokens-unverified', TOKEN_LIBRARY: 'unverified' };
    expect(settingsFrom(rung).library).toBe('unverified');
  });

  test.for([
    ['TOKEN_ALGORITHM', 'none'],
    ['TOKEN_LIBRARY', 'my-own'],
    ['CLOCK_TOLERANCE_SECONDS', '-1'],
  ] as const)('refuse %s=%s by name', ([name, value]) => {
    expect(() => settingsFrom({ [name]: value })).toThrow(`${name}: `);
  });
});
