import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { labOf } from './lab.fixture.ts';

/** A real lab with two approaches, in a directory of its own. */
const arms = ['sessions', 'tokens', 'tokens-stateless', 'sessions-memory'];
const { directory, ask, linesOf } = labOf(...arms.map((contender) => ({ contender })));

describe('somebody who logs in and out', () => {
  test('is let in by every replica, and after the logout by none that looks the credential up', async () => {
    expect(await linesOf('login alice sessions tokens tokens-stateless')).toEqual([
      'sessions          alice is in  200',
      'tokens            alice is in  200',
      'tokens-stateless  alice is in  200',
    ]);
    expect(await linesOf('try alice tokens')).toEqual([
      'tokens-1  accepted  200  member',
      'tokens-2  accepted  200  member',
    ]);
    expect(await linesOf('logout alice sessions-1 tokens tokens-stateless')).toContain(
      'sessions-1        alice is out  204',
    );
    expect(await linesOf('try alice sessions tokens tokens-stateless')).toEqual([
      'sessions-1  refused   401  unknown',
      'sessions-2  refused   401  unknown',
      'tokens-1  refused   401  revoked',
      'tokens-2  refused   401  revoked',
      'tokens-stateless-1  accepted  200  member',
      'tokens-stateless-2  accepted  200  member',
    ]);
  });

  test('reads the requests as curl commands without a secret', async () => {
    const login = await ask('login alice tokens-1');
    expect(login.commands?.join()).toMatch(
      /^curl -c \S+alice-tokens\.jar --json '\{"username":"alice",.*\}' http:\S+\/login$/,
    );
    expect((await ask('try alice tokens')).commands?.join()).toMatch(
      /^curl -b \S+alice-tokens\.jar http:\/\/127\.0\.0\.1:\{\d+,\d+\}\/me$/,
    );
  });

  test('has a credential that only the owner of the lab can read', async () => {
    await ask('login alice tokens');
    const [jar = ''] = await linesOf('jar alice tokens');
    expect(jar.startsWith(directory())).toBe(true);
    expect(statSync(jar).mode & 0o777).toBe(0o600);
  });

  test('tells where replicas disagree, with an exit code', async () => {
    await ask('login bob sessions-memory-1');
    expect(await ask('try bob sessions-memory')).toMatchObject({
      ok: true,
      exitCode: 1,
      lines: [
        'sessions-memory-1  accepted  200  member',
        'sessions-memory-2  refused   401  unknown',
      ],
    });
    expect((await ask('try bob sessions-memory-1')).exitCode).toBe(0);
  });

  test('has a login of its own on each device, and one logout that ends them all', async () => {
    await ask('login bob@phone bob@laptop sessions tokens');
    await ask('logout bob@phone sessions tokens --all');
    expect(await linesOf('try bob@phone bob@laptop tokens-1 sessions-2')).toEqual([
      'bob@phone   tokens-1  refused   401  revoked',
      'bob@laptop  tokens-1  refused   401  revoked',
      'bob@phone   sessions-2  refused   401  unknown',
      'bob@laptop  sessions-2  refused   401  unknown',
    ]);
  });

  test('keeps the role that a token was signed with, when an admin demotes her', async () => {
    await ask('login grace sessions tokens');
    expect(await linesOf('demote grace sessions tokens')).toEqual([
      'sessions  grace is now a member  200',
      'tokens    grace is now a member  200',
    ]);
    expect(await linesOf('try grace sessions-1 tokens-1')).toEqual([
      'sessions-1  accepted  200  member',
      'tokens-1  accepted  200  admin',
    ]);
  });

  test('loses the login when a copy of the refresh token was used first, and so does the thief', async () => {
    await ask('login alice tokens');
    await ask('copy alice alice@thief tokens');
    expect(await linesOf('refresh alice@thief tokens')).toEqual([
      'tokens  alice@thief has a new token  200',
    ]);
    // Two trades later the old refresh token is no repeated request any more.
    await ask('refresh alice@thief tokens');
    expect(await linesOf('refresh alice tokens')).toEqual([
      'tokens  alice has no new token  401  refresh_token_reused',
    ]);
    expect(await linesOf('refresh alice@thief tokens')).toEqual([
      'tokens  alice@thief has no new token  401  invalid_refresh_token',
    ]);
  });

  test('comes back when a plain session is saved after the logout, and not with a denylist', async () => {
    await ask('login alice sessions tokens');
    expect(await linesOf('race alice sessions tokens')).toEqual(
      expect.arrayContaining(['alice came back at sessions', 'alice stays out at tokens']),
    );
    expect((await linesOf('try alice sessions'))[1]).toContain('accepted');
  });

  test.for([
    ['login mallory tokens', /^there is no account "mallory"; the accounts are alice, bob, grace,/],
    [
      'login alice floor',
      /^no contender and no replica that is up is called "floor"; up are: sess/,
    ],
    ['try grace@phone tokens', /; log in first: \.\/lab login grace@phone tokens$/],
    ['race bob sessions-memory', /^a race needs two replicas that know the same credential/],
  ] as const)('%s is refused with a sentence', async ([command, sentence]) => {
    const { ok, lines } = await ask(command);
    expect(ok).toBe(false);
    expect(lines[0]).toMatch(sentence);
  });
});

describe('what travels', () => {
  test('is a token, its claims and its family, with the secrets masked', async () => {
    await ask('login alice tokens');
    const lines = await linesOf('show alice tokens');
    const text = lines.join('\n');
    expect(text).toMatch(/claim +role +member/);
    expect(text).toMatch(/refresh-family:urn:lab:tokens:\S+ {2}hash, \d+ s left/);
    const [jar = ''] = await linesOf('jar alice tokens');
    const [token = ''] = /eyJ\S+/.exec(readFileSync(jar, 'utf8')) ?? [];
    const signature = token.split('.')[2] ?? '';
    expect(signature).toHaveLength(86);
    expect(text).not.toContain(signature);
    expect((await linesOf('show alice tokens --secrets')).join('\n')).toContain(signature);
    await ask('logout alice tokens');
    const denied = (await linesOf('show alice tokens')).filter((line) => line.includes(' deny:'));
    expect(denied).toHaveLength(2);
  });

  test('is a session ID whose record is in Redis until the logout', async () => {
    await ask('login alice sessions');
    const before = (await linesOf('show alice sessions')).join('\n');
    expect(before).toMatch(/sessions-store: sess:\S{4}…\(32\) {2}string, \d+ s left/);
    expect(before).toContain('"subject":"alice"');
    await ask('logout alice sessions');
    expect((await linesOf('show alice sessions')).join('\n')).not.toContain('sess:');
  });
});

test('a reset undoes faults, logins and changes of accounts on the running lab', async () => {
  await ask('login grace tokens sessions sessions-memory-1');
  const [jar = ''] = await linesOf('jar grace sessions-memory');
  const [, cookie = ''] = /sid_sessions_memory\t(\S+)/.exec(readFileSync(jar, 'utf8')) ?? [];
  await ask('close grace tokens');
  await ask('kill sessions-1 tokens-store');
  await ask('freeze sessions-store balancer');
  await ask('leave tokens-2');
  await ask('cut tokens-1');
  await ask('reset');
  const text = (await linesOf('status')).join('\n');
  expect(text).toMatch(/sessions-1 +running/);
  expect(text).not.toMatch(/ (stopped|frozen)\b/);
  expect((await ask('try grace tokens')).lines[0]).toContain('log in first');
  expect(await linesOf('login grace tokens')).toEqual(['tokens  grace is in  200']);
  expect(await linesOf('try grace tokens')).toContain('tokens-1  accepted  200  admin');
  const [url = ''] = await linesOf('url sessions-memory-1');
  const headers = { cookie: `sid_sessions_memory=${cookie}` };
  expect((await fetch(`${url}/me`, { headers })).status).toBe(401);
});

test('the end of the lab leaves no credential', async () => {
  await ask('login alice tokens');
  await ask('down');
  expect(readdirSync(directory())).toEqual(['keeper.log']);
});
