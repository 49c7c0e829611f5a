import { describe, expect, test } from 'vitest';
import { cookieHeader, credentialFrom } from './credential.ts';

const login = {
  subject: 'load-1',
  role: 'member',
  credentialId: 'id-1',
  expiresAt: '2026-01-01T00:00:00Z',
};

describe('cookieHeader', () => {
  test('keeps name and value of each cookie and drops its attributes', () => {
    expect(cookieHeader(['a=1; Path=/; HttpOnly', '__Host-b=x=y; Secure'])).toBe(
      'a=1; __Host-b=x=y',
    );
    expect(cookieHeader('a=1')).toBe('a=1');
  });

  test('of no cookie is none', () => {
    expect(cookieHeader(undefined)).toBeUndefined();
    expect(cookieHeader([])).toBeUndefined();
    expect(cookieHeader('')).toBeUndefined();
  });
});

describe('credentialFrom', () => {
  test('presents cookies as cookies', () => {
    expect(credentialFrom(['sid=s%3Aabc; Path=/'], login)).toEqual({
      ...login,
      headers: { cookie: 'sid=s%3Aabc' },
      refreshToken: null,
    });
  });

  test('presents a bearer credential in Authorization, and keeps the refresh token', () => {
    const body = { ...login, credential: 'ey.a.b', refreshToken: 'r-1' };
    expect(credentialFrom(undefined, body)).toMatchObject({
      headers: { authorization: 'Bearer ey.a.b' },
      refreshToken: 'r-1',
    });
  });

  test('presents nothing where nothing is handed out, as the floor does', () => {
    expect(credentialFrom(undefined, login).headers).toEqual({});
  });

  test('an answer that is no login is refused, and the error repeats nothing of it', () => {
    const secret = 'ey.secret';
    for (const body of [
      null,
      'x',
      {},
      { credential: secret },
      { ...login, credentialId: undefined },
    ])
      expect(() => credentialFrom([`sid=${secret}`], body)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) }),
      );
  });
});
