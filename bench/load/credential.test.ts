import { describe, expect, test } from 'vitest';
import { cookiesFrom, credentialFrom, headersFor } from './credential.ts';

const login = {
  subject: 'load-1',
  role: 'member',
  credentialId: 'id-1',
  expiresAt: '2026-01-01T00:00:00Z',
};

describe('cookiesFrom', () => {
  test('keeps name, value and path of each cookie and drops its other attributes', () => {
    expect(cookiesFrom(['a=1; Path=/token; HttpOnly', '__Host-b=x=y; Secure'])).toEqual([
      { pair: 'a=1', path: '/token' },
      { pair: '__Host-b=x=y', path: '/' },
    ]);
    expect(cookiesFrom('a=1; path=/x; Path=relative')).toEqual([{ pair: 'a=1', path: '/x' }]);
  });

  test('of no cookie is none', () => {
    for (const nothing of [undefined, [], '']) expect(cookiesFrom(nothing)).toEqual([]);
  });
});

describe('headersFor', () => {
  const lines = ['refresh=r; Path=/token', 'refresh=r; Path=/logout', 'token=t; Path=/'];
  const credential = credentialFrom(lines, login);

  test('a cookie travels to its own path and to those below it, and to no other', () => {
    for (const path of ['/orders', '/cart', '/', '/tokens', '/login', '/logout-all']) {
      expect(headersFor(credential, path)).toEqual({ cookie: 'token=t' });
    }
    for (const path of ['/token', '/token/refresh', '/logout']) {
      expect(headersFor(credential, path)).toEqual({ cookie: 'refresh=r; token=t' });
    }
    expect(headersFor(credentialFrom('a=1; Path=/a/', login), '/a/b')).toEqual({ cookie: 'a=1' });
  });

  test('the headers for every path hold no cookie of a narrower one', () => {
    expect(credential.headers).toEqual({ cookie: 'token=t' });
  });

  test('a bearer credential is the same on every path', () => {
    const bearer = credentialFrom(lines, { ...login, credential: 'ey.a.b' });
    expect(headersFor(bearer, '/token/refresh')).toEqual({ authorization: 'Bearer ey.a.b' });
  });
});

describe('credentialFrom', () => {
  test('presents cookies as cookies', () => {
    expect(credentialFrom(['sid=s%3Aabc; Path=/'], login)).toEqual({
      ...login,
      headers: { cookie: 'sid=s%3Aabc' },
      cookies: [{ pair: 'sid=s%3Aabc', path: '/' }],
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
