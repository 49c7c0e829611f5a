import { expect, test } from 'vitest';
import { createPasswords } from './passwords.ts';

const alice = ['alice', 'alice-demo-password'] as const;

test('the password of a person is right, and one with a NUL behind it is wrong', async () => {
  const passwords = createPasswords({ atOnce: 1, waiting: 0, longestMs: 60_000 });
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
