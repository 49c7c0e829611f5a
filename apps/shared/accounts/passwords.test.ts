import { spawnSync } from 'node:child_process';
import { createHmac, pbkdf2 } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { expect, test, vi } from 'vitest';
import { createAccounts } from './accounts.ts';
import { createPasswords, type HashLimits } from './passwords.ts';

const alice = ['alice', 'alice-demo-password'] as const;

test('the password of a person is right, and one with a NUL behind it is wrong', async () => {
  const passwords = createPasswords({ atOnce: 1, waiting: 1, longestMs: 60_000 });
  expect(await passwords.verify(...alice)).toBe(true);
  // HMAC pads a key with zeros, so both have the same hash.
  expect(await passwords.verify('alice', 'alice-demo-password\0')).toBe(false);
  expect(await passwords.verify('nobody', 'alice-demo-password')).toBe(false);
});

test('one more login than may run and wait is not checked, and those that wait are', async () => {
  const passwords = createPasswords({ atOnce: 1, waiting: 1, longestMs: 60_000 });
  const checks = [1, 2, 3].map(() => passwords.verify(...alice));
  expect(await Promise.all(checks)).toEqual([true, true, null]);
  expect(await passwords.verify(...alice)).toBe(true);
});

test('a wrong password keeps its place for a while after its answer, and a right one does not', async () => {
  const passwords = createPasswords({ atOnce: 1, waiting: 0, longestMs: 60_000 });
  expect(await passwords.verify('alice', 'wrong')).toBe(false);
  expect(await passwords.verify(...alice)).toBe(null);
  await vi.waitFor(async () => expect(await passwords.verify(...alice)).toBe(true), 60_000);
  expect(await passwords.verify(...alice)).toBe(true);
});

test('no login takes longer than it may', async () => {
  const passwords = createPasswords({ atOnce: 1, waiting: 5, longestMs: 1 });
  const checks = [1, 2, 3].map(() => passwords.verify(...alice));
  expect(await Promise.all(checks)).toEqual([null, null, null]);
});

test('without a limit every login is checked at once, however long it takes', async () => {
  const passwords = createPasswords({ atOnce: 0, waiting: 0, longestMs: 1 });
  const checks = Array.from({ length: 6 }, () => passwords.verify(...alice));
  expect(await Promise.all(checks)).toEqual(Array.from({ length: 6 }, () => true));
});

test.runIf(process.platform === 'linux')(
  'passwords are checked on a thread of a lower priority (Linux keeps one for each thread)',
  async () => {
    const passwords = createPasswords({ atOnce: 1, waiting: 0, longestMs: 60_000 });
    const before = niceThreads();
    expect(await passwords.verify(...alice)).toBe(true);
    expect(niceThreads() - before).toBe(1);
  },
);

test('a replica that itself was started with a lower priority checks passwords too', () => {
  const program = `
    import { createPasswords } from ${JSON.stringify(new URL('passwords.ts', import.meta.url))};
    const passwords = createPasswords({ atOnce: 1, waiting: 0, longestMs: 60_000 });
    process.stdout.write(String(await passwords.verify('alice', 'alice-demo-password')));`;
  const flags = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync('nice', ['-n', '10', process.execPath, ...flags]);
  expect([String(stdout), String(stderr)]).toEqual(['true', '']);
});

test('a bounded check leaves the threads of libuv to others, and one without a limit does not', async () => {
  expect(await sharedThreadsWaitFor({ atOnce: 4, waiting: 0, longestMs: 60_000 })).toBe(false);
  expect(await sharedThreadsWaitFor({ atOnce: 0, waiting: 0, longestMs: 60_000 })).toBe(true);
});

/** Whether short work on libuv's threads ends only after one of the checks that were begun before it. */
async function sharedThreadsWaitFor(limits: HashLimits): Promise<boolean> {
  const passwords = createPasswords(limits);
  const ended: string[] = [];
  const checks = Array.from({ length: 4 }, async () => {
    await passwords.verify(...alice);
    ended.push('check');
  });
  // The checks have asked for their threads by now.
  await setImmediate();
  await promisify(pbkdf2)('short work', 'salt', 1, 32, 'sha256').then(() => ended.push('work'));
  await Promise.all(checks);
  return ended[0] === 'check';
}

/** Threads of this process whose nice value is above 0: field 19 of proc(5) stat. */
function niceThreads(): number {
  const threads = readdirSync('/proc/self/task');
  return threads.filter((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]) > 0;
  }).length;
}

test.for([
  ['as it is', (password: string) => password, true],
  ['with padding', (password: string) => `${password}=`, false],
  [
    'in the other alphabet of base64',
    (password: string) => password.replaceAll('-', '+').replaceAll('_', '/'),
    false,
  ],
  ['with a NUL behind it', (password: string) => `${password}\0`, false],
] as const)(
  'the password of a load account %s is compared as a text',
  async ([, spell, isRight]) => {
    const secret = 'a secret of the tests, long enough for the schema';
    // Its password holds characters of both alphabets.
    const username = ['load-1', 'load-2', 'load-3', 'load-4'].find((name) =>
      /[-_]/.test(labPassword(secret, name)),
    );
    if (username === undefined) throw new Error('no account with such a password');
    const accounts = createAccounts(new Redis({ lazyConnect: true }), secret, {
      atOnce: 1,
      waiting: 0,
      longestMs: 60_000,
    });
    const { ok } = await accounts.verify(username, spell(labPassword(secret, username)));
    expect(ok).toBe(isRight);
  },
);

const labPassword = (secret: string, username: string) =>
  createHmac('sha256', secret).update(username).digest('base64url');
