import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, positive, readConfig, secret } from './config.ts';

const own = z.object({ SESSION_SECRET: secret, STALENESS_BOUND_MS: positive });

const complete = {
  REPLICA: 'sessions-1',
  PORT: '4101',
  METRICS_PORT: '4201',
  REDIS_URL: 'redis://127.0.0.1:6379',
  SESSION_SECRET: 's'.repeat(32),
  LOAD_ACCOUNT_SECRET: 'l'.repeat(32),
};

let scratch = '';
let folder = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'config-'));
  folder = join(scratch, 'sessions-cached');
  mkdirSync(folder);
  const card = 'settings:\n  CREDENTIAL_TTL_SECONDS: 900\n  STALENESS_BOUND_MS: 2000\n';
  writeFileSync(join(folder, 'contender.yaml'), card);
});
afterAll(() => rmSync(scratch, { recursive: true }));

function problemsOf(variables: Readonly<Record<string, string | undefined>>): string {
  try {
    readConfig(folder, own, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return '';
}

describe('the environment of a replica', () => {
  test('is complete with the required variables, and the rest has the documented defaults', () => {
    const read = readConfig(folder, own, complete);
    expect(read.config).toMatchObject({
      contender: 'sessions-cached',
      arm: 'sessions-cached',
      host: '127.0.0.1',
      carriage: 'cookie',
      cookieSecure: false,
      drainDeadlineMs: 10_000,
      redisOptions: 'request-path',
      clockOffsetMs: 0,
      claimsBytes: 0,
    });
  });

  test('takes a setting from the environment first and from the card of its contender otherwise', () => {
    const fromCard = readConfig(folder, own, complete);
    expect(fromCard.config.credentialTtlSeconds).toBe(900);
    expect(fromCard.own.STALENESS_BOUND_MS).toBe(2000);
    const given = { ...complete, CREDENTIAL_TTL_SECONDS: '60', STALENESS_BOUND_MS: '500' };
    const fromEnvironment = readConfig(folder, own, given);
    expect(fromEnvironment.config.credentialTtlSeconds).toBe(60);
    expect(fromEnvironment.own.STALENESS_BOUND_MS).toBe(500);
  });

  test('needs a folder with a card', () => {
    expect(() => readConfig(scratch, own, complete)).toThrow(/contender\.yaml: cannot be read/);
  });

  test('is read once: what it becomes cannot be changed', () => {
    expect(Object.isFrozen(readConfig(folder, own, complete).config)).toBe(true);
  });

  test('all problems are reported together', () => {
    const problems = problemsOf({ CARRIAGE: 'pigeon', PORT: '0' });
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

  test('what an app does not need it does not ask for', () => {
    const { SESSION_SECRET: _notNeeded, ...without } = complete;
    expect(readConfig(folder, z.object({}), without).own).toEqual({});
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
    ['REDIS_URL', 'http://127.0.0.1'],
    ['CREDENTIAL_TTL_SECONDS', '1.5'],
    ['STALENESS_BOUND_MS', '0'],
    ['REPLICA', 'two words'],
  ] as const)('%s=%s is refused by name', ([name, value]) => {
    expect(problemsOf({ ...complete, [name]: value })).toContain(`${name}: `);
  });
});
