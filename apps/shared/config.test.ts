import { describe, expect, test } from 'vitest';
import { ConfigError, type Requirements, readConfig } from './config.ts';

const approach: Requirements = {
  contenders: ['sessions', 'sessions-memory'],
  requires: ['SESSION_SECRET'],
};

const complete = {
  CONTENDER: 'sessions',
  REPLICA: 'sessions-1',
  PORT: '4101',
  METRICS_PORT: '4201',
  REDIS_URL: 'redis://127.0.0.1:6379',
  SESSION_SECRET: 's'.repeat(32),
  LOAD_ACCOUNT_SECRET: 'l'.repeat(32),
};

function problemsOf(variables: Readonly<Record<string, string | undefined>>): string {
  try {
    readConfig(approach, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return '';
}

describe('the environment of a replica', () => {
  test('is complete with the required variables, and the rest has the documented defaults', () => {
    expect(readConfig(approach, complete)).toMatchObject({
      arm: 'sessions',
      host: '127.0.0.1',
      issuer: 'urn:lab:sessions',
      carriage: 'cookie',
      cookieSecure: false,
      credentialTtlSeconds: null,
      clockToleranceSeconds: 5,
      tokenAlgorithm: 'ES256',
      tokenLibrary: 'jose',
      jwksUrl: 'http://127.0.0.1:4101/.well-known/jwks.json',
      drainDeadlineMs: 10_000,
      redisOptions: 'request-path',
      clockOffsetMs: 0,
      claimsBytes: 0,
    });
  });

  test('is read once: what it becomes cannot be changed', () => {
    expect(Object.isFrozen(readConfig(approach, complete))).toBe(true);
  });

  test('an address for everybody is not an address to fetch keys from', () => {
    const { jwksUrl } = readConfig(approach, { ...complete, HOST: '0.0.0.0' });
    expect(jwksUrl).toBe('http://127.0.0.1:4101/.well-known/jwks.json');
  });

  test('all problems are reported together', () => {
    const problems = problemsOf({ CONTENDER: 'sessions', CARRIAGE: 'pigeon', PORT: '0' });
    for (const name of [
      'REPLICA',
      'PORT',
      'METRICS_PORT',
      'REDIS_URL',
      'CARRIAGE',
      'SESSION_SECRET',
    ]) {
      expect(problems).toContain(`${name}: `);
    }
  });

  test('a contender of another app is refused and the valid ones are listed', () => {
    const problems = problemsOf({ ...complete, CONTENDER: 'tokens' });
    expect(problems).toContain('"tokens" is none of sessions, sessions-memory');
  });

  test.for([undefined, 'sessions'])(
    'a library that checks no signature is refused to a contender (ARM=%s), with the other problems',
    (ARM) => {
      const problems = problemsOf({
        ...complete,
        ...(ARM === undefined ? {} : { ARM }),
        TOKEN_LIBRARY: 'unverified',
        PORT: '0',
      });
      expect(problems).toContain('TOKEN_LIBRARY: "unverified" admits forged tokens');
      expect(problems).toContain('PORT: ');
    },
  );

  test('an arm of the bench that is no contender may leave the signature out', () => {
    const rung = { ...complete, ARM: 'tokens-unverified', TOKEN_LIBRARY: 'unverified' };
    expect(readConfig(approach, rung).tokenLibrary).toBe('unverified');
  });

  test('what an app does not need it does not ask for', () => {
    const { SESSION_SECRET: _notNeeded, ...without } = complete;
    expect(readConfig({ ...approach, requires: [] }, without).sessionSecret).toBe('');
  });

  test.for(['SESSION_SECRET', 'LOAD_ACCOUNT_SECRET'])(
    'a short %s is refused and not shown',
    (name) => {
      const problems = problemsOf({ ...complete, [name]: 'hunter2' });
      expect(problems).toContain(`${name}: must have at least 32 characters`);
      expect(problems).not.toContain('hunter2');
    },
  );

  test.for([
    ['COOKIE_SECURE', 'yes'],
    ['TOKEN_ALGORITHM', 'none'],
    ['TOKEN_LIBRARY', 'my-own'],
    ['REDIS_URL', 'http://127.0.0.1'],
    ['CREDENTIAL_TTL_SECONDS', '1.5'],
    ['CLOCK_TOLERANCE_SECONDS', '-1'],
    ['REPLICA', 'two words'],
  ] as const)('%s=%s is refused by name', ([name, value]) => {
    expect(problemsOf({ ...complete, [name]: value })).toContain(`${name}: `);
  });
});
