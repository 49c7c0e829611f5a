import { expect, test } from 'vitest';
import { cookieName, cookieOptions, readCookie } from './cookies.ts';

test.for([
  ['token=a', 'a'],
  ['other=1; token=a', 'a'],
  ['other=1;token=a', 'a'],
  [' token = a ', 'a'],
  ['token=a=b==', 'a=b=='],
  ['token=', ''],
  ['token=first; token=second', 'first'],
  ['xtoken=a', null],
  ['token', null],
  ['', null],
  [undefined, null],
] as const)('in %j the cookie "token" is %j', ([header, expected]) => {
  expect(readCookie(header, 'token')).toBe(expected);
});

test('over TLS the name makes the browser insist on the attributes', () => {
  expect(cookieName('sid', { contender: 'sessions', cookieSecure: true })).toBe(
    '__Host-sid_sessions',
  );
  expect(cookieOptions({ cookieSecure: true })).toEqual({
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: true,
  });
});
