import { beforeAll, describe, expect, test } from 'vitest';
import { labOf } from './lab.fixture.ts';

/** A real lab, whose replicas believe a key set for a second. */
const believing = { environment: { JWKS_MAX_AGE_MS: '1000' } };
const { linesOf, ask } = labOf(
  { contender: 'sessions', ...believing },
  { contender: 'tokens', ...believing },
);
beforeAll(async () => {
  await ask('login alice sessions tokens');
});

describe('a verb without a place', () => {
  test('asks every contender that is up', async () => {
    expect(await linesOf('login alice bob')).toEqual([
      'sessions  alice is in  200',
      'sessions  bob is in  200',
      'tokens    alice is in  200',
      'tokens    bob is in  200',
    ]);
  });
});

describe('a forged token', () => {
  test('is refused with its old signature and without one', async () => {
    expect(await linesOf('forge alice tokens role=admin')).toEqual([
      'tokens  role: member becomes admin',
      'tokens  with the old signature  refused   401  invalid',
      'tokens  without a signature     refused   401  malformed',
    ]);
  });

  test('stays with a device of its own, and the genuine one is kept', async () => {
    await ask('forge alice tokens role=admin');
    expect((await linesOf('show alice@forged tokens')).join('\n')).toMatch(/claim +role +admin/);
    expect((await linesOf('show alice tokens')).join('\n')).toMatch(/claim +role +member/);
  });

  test('cannot be made of a session ID', async () => {
    expect(await ask('forge alice sessions role=admin')).toMatchObject({ ok: false });
  });
});

describe('a request that is followed', () => {
  test.for([
    ['sessions', /^GET sess:… {2}\d+ us$/, /^EXPIRE sess:… 900 {2}\d+ us$/],
    ['tokens', /^MGET deny:… .*not-before:… {2}\d+ us$/],
  ] as const)('shows what %s asked of Redis, and no secret', async ([contender, ...commands]) => {
    const [, nginx = '', replica = '', ...redis] = await linesOf(`trace alice ${contender} /me`);
    expect(nginx).toMatch(new RegExp(`nginx +200 from ${contender}-\\d in .* bytes came, .* went`));
    expect(replica).toMatch(new RegExp(`${contender}-\\d +200, repeats the ID`));
    const asked = redis.map((line) => line.replace(/^ *Redis +/, ''));
    expect(asked).toHaveLength(commands.length);
    for (const [index, command] of commands.entries()) expect(asked[index]).toMatch(command);
  });

  test('leaves the slow log of Redis as it was', async () => {
    const limit = 'redis sessions-store config get slowlog-log-slower-than';
    const before = await linesOf(limit);
    await ask('trace alice sessions /me');
    expect(await linesOf(limit)).toEqual(before);
  });
});

describe('a log in the default format of nginx', () => {
  test('holds the query of a request, from the moment on at which it is asked for', async () => {
    expect(await ask('access-log')).toMatchObject({ ok: false });
    const [url = ''] = await linesOf('url tokens');
    await ask('access-log on');
    await fetch(`${url}/catalog?access_token=of-alice`);
    expect(await linesOf('access-log')).toEqual([
      expect.stringContaining('GET /catalog?access_token=of-alice'),
    ]);
    await ask('access-log off');
    await fetch(`${url}/catalog?access_token=of-bob`);
    expect((await linesOf('access-log')).join()).not.toContain('of-bob');
  });
});

describe('a key that is withdrawn', () => {
  test('is believed until the key set is old, and then no replica accepts its tokens', async () => {
    await ask('login alice tokens');
    const [before = ''] = await linesOf('keys tokens');
    await ask('try alice tokens');
    const [withdrawn, published = '', signs] = await linesOf('keys tokens withdraw');
    expect(withdrawn).toBe(`${before} withdrawn`);
    expect(signs).toBe(published.replace('published', 'signs'));
    for (const line of await linesOf('watch alice tokens')) {
      expect(line).toMatch(/^tokens-\d {2}\d+\.\d s {2}refused +401 {2}invalid$/);
    }
    expect(await linesOf('keys tokens')).toEqual([published.replace(' published', '')]);
  });

  test('is a thing of tokens only', async () => {
    expect(await ask('keys sessions')).toMatchObject({ ok: false });
  });
});
