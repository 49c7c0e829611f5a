import { beforeEach, describe, expect, test } from 'vitest';
import { labOf } from './lab.fixture.ts';

/** A real lab in a directory of its own. The replicas of `told` tell each other what has been revoked. */
const { ask, linesOf } = labOf(
  { contender: 'sessions' },
  { contender: 'tokens' },
  { contender: 'tokens', arm: 'told', environment: { CLOSE_STREAMS: 'on-push' } },
);
beforeEach(async () => {
  await ask('reset');
});

describe('a stream of events', () => {
  test('outlives the logout, and ends at once where the replicas tell each other', async () => {
    await ask('login alice tokens told');
    expect(await linesOf('stream alice tokens told logout')).toEqual([
      'tokens  alice is out  204',
      'told    alice is out  204',
      'tokens-1  stream open, 1 s later',
      'tokens-2  stream open, 1 s later',
      expect.stringMatching(/^told-1 {4}stream ended: revoked, after \d+\.\d{3} s$/),
      expect.stringMatching(/^told-2 {4}stream ended: revoked, after \d+\.\d{3} s$/),
    ]);
  });

  test('is watched while any verb runs, and ends with its replica', async () => {
    await ask('login alice@phone sessions');
    expect(await linesOf('stream alice@phone sessions kill sessions-1')).toEqual([
      'sessions-1: killed',
      expect.stringMatching(/^sessions-1 {2}stream ended: without an event, after/),
      'sessions-2  stream open, 1 s later',
    ]);
  });

  test('is refused to a credential that is out', async () => {
    await ask('login alice sessions');
    await ask('logout alice sessions');
    expect(await linesOf('stream alice sessions-1')).toEqual(['sessions-1  no stream: 401']);
  });
});

test('the commands of a verb are those that Redis counted meanwhile', async () => {
  await ask('login alice tokens');
  expect(await linesOf('count try alice tokens')).toEqual([
    'tokens-1  accepted  200  member',
    'tokens-2  accepted  200  member',
    'tokens-store: mget 2',
  ]);
  const { ok, lines } = await ask('count constructor alice');
  expect({ ok, lines }).toEqual({ ok: false, lines: ['there is no verb "constructor"'] });
});

test('each Redis tells what it holds: sessions who is in, tokens who is out and who may refresh', async () => {
  expect(await linesOf('holds tokens')).toEqual(['tokens-store  is empty']);
  await ask('login alice@a alice@b sessions tokens');
  await ask('logout alice@a sessions tokens');
  expect(await linesOf('holds sessions tokens-store')).toEqual([
    expect.stringMatching(/^sessions-store {5}1 sess +at most \d+ s left$/),
    expect.stringMatching(/^sessions-store {5}1 subject-sessions +at most \d+ s left$/),
    expect.stringMatching(/^tokens-store {7}2 deny +at most \d+ s left$/),
    expect.stringMatching(/^tokens-store {7}1 refresh-family +at most \d+ s left$/),
  ]);
});

describe('a thief of Redis', () => {
  test('gets in with a session ID only when he has the secret of the app too', async () => {
    await ask('login alice sessions tokens');
    const lines = await linesOf('steal sessions tokens');
    const said = lines.map((line) => line.replace(/ {2,}/g, ' | '));
    expect(said).toEqual([
      expect.stringMatching(/^sessions-store \| sess:\S{4}…\(32\) \| alice is in$/),
      'sessions | its ID | refused | 401 | malformed',
      "sessions | signed with the thief's secret | refused | 401 | invalid",
      "sessions | signed with the app's secret | accepted | 200 | member",
      expect.stringMatching(/^tokens-store \| refresh-family:…:\S{4}…\(22\) \| alice is in$/),
      'tokens | refresh token 0, MAC guessed | refused | 401 | invalid_refresh_token',
    ]);
  });

  test('finds nothing where nobody is in', async () => {
    expect(await linesOf('steal tokens')).toEqual([
      expect.stringMatching(/^tokens-store +no login +nothing to steal$/),
    ]);
    expect((await ask('steal floor')).lines[0]).toMatch(
      /^no contender that is up is called "floor"/,
    );
  });
});

describe('a token that was logged out', () => {
  beforeEach(async () => {
    await ask('login alice tokens');
    await ask('logout alice tokens');
  });

  test('is refused as revoked when its signature is spelled in another way, because the list holds names', async () => {
    expect(await linesOf('try alice tokens-1 --respelled')).toEqual([
      'tokens-1  refused   401  revoked',
    ]);
    await ask('login bob tokens');
    expect(await linesOf('try bob tokens-1 --respelled')).toEqual([
      'tokens-1  accepted  200  member',
    ]);
  });

  test('is let in again when a full Redis has evicted its list, until a reset lifts the limit', async () => {
    const limit = 'maxmemory 1mb maxmemory-policy allkeys-lru';
    await ask(`redis tokens-store config set ${limit}`);
    expect(await linesOf('try alice tokens-1')).toEqual(['tokens-1  accepted  200  member']);
    await ask('reset');
    expect(await linesOf('redis tokens-store config get maxmemory-policy')).toContain('noeviction');
    expect(await linesOf('login alice tokens')).toEqual(['tokens  alice is in  200']);
  });
});

test('a demoted admin makes herself an admin again where her token still says so', async () => {
  await ask('login grace sessions tokens');
  await ask('demote grace sessions tokens');
  expect(await ask('promote grace sessions tokens')).toMatchObject({
    exitCode: 1,
    lines: [
      'sessions  grace is not made an admin  403  forbidden',
      'tokens    grace is now an admin  200',
    ],
  });
});
