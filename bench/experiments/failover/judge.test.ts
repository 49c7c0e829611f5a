import { describe, expect, test } from 'vitest';
import { acceptedAfterLogout, standingAt, withStanding } from './judge.ts';
import { trace, traced } from './trace.fixture.ts';

const logout = { triedMs: 1_000, acknowledgedMs: 1_100, attempts: 1, answers: [] };
const twoLogOut = {
  logouts: [logout, logout],
  boundMs: 0,
  validUntilMs: Number.POSITIVE_INFINITY,
};

describe('what a credential is whose user logs out during the fault', () => {
  test('valid, until the user tries to log out', () => {
    expect(standingAt(999, logout, 500)).toBe('valid');
  });

  test('either, until the logout is acknowledged and the bound of the contender has passed', () => {
    expect(standingAt(1_000, logout, 500)).toBe('either');
    expect(standingAt(1_600, logout, 500)).toBe('either');
  });

  test('revoked, from the bound after the acknowledgement on', () => {
    expect(standingAt(1_601, logout, 500)).toBe('revoked');
  });

  test('either for ever, when nobody acknowledged the logout: it may have been carried out', () => {
    expect(standingAt(99_000, { ...logout, acknowledgedMs: null }, 500)).toBe('either');
  });
});

describe('requests of users who log out', () => {
  // Kind 4 of the mix is the one with their credentials: requests 4, 14, 24, …, one user after the other.
  const population = (k: number, status: number) =>
    withStanding([traced({ k, status })], twoLogOut)[0]?.population;

  test('before the logout they must be accepted, after it they must not', () => {
    expect(population(4, 200)).toBe('valid');
    expect(population(24, 200)).toBe('revoked');
  });

  test('one that was under way while its user logged out is right with either answer', () => {
    const underWay = { k: 4, sentMs: 990, doneMs: 1_050 };
    const statusOf = (status: number) =>
      withStanding([traced({ ...underWay, status })], twoLogOut)[0]?.population;
    expect(statusOf(200)).toBe('valid');
    expect(statusOf(401)).toBe('revoked');
  });

  test('requests with other credentials are left as they are', () => {
    const records = [traced({ k: 0 }), traced({ k: 22, status: 200 })];
    expect(withStanding(records, twoLogOut)).toEqual(records);
  });

  test('a logout is lost when its credential is accepted after the bound, and only then', () => {
    const { records } = trace(60, [
      { k: 4, status: 200 },
      { k: 14, status: 401 },
      { k: 24, status: 200 },
      { k: 34, status: 401 },
      { k: 44, status: 401 },
      { k: 54, status: 401 },
    ]);
    // User 0 has requests 4, 24, 44; user 1 has 14, 34, 54.
    expect(acceptedAfterLogout(records, twoLogOut)).toBe(1);
    // Request 24 was sent at 2,400 ms, within the bound.
    expect(acceptedAfterLogout(records, { ...twoLogOut, boundMs: 2_000 })).toBe(0);
  });
});

describe('a credential that ends by itself during the watch', () => {
  const ends = { logouts: [logout, logout], boundMs: 0, validUntilMs: 2_000 };
  const population = (k: number, status: number) =>
    withStanding([traced({ k, status })], ends)[0]?.population;

  test('must be accepted before, and may be refused or accepted afterwards', () => {
    expect([population(17, 401), population(17, 200)]).toEqual(['valid', 'valid']);
    expect([population(20, 401), population(20, 200)]).toEqual(['revoked', 'valid']);
  });

  test('was it revoked or is there none, the end changes nothing', () => {
    // 22 presents a revoked credential, 21 a wrong password, 23 none, 24 one whose user has logged out.
    expect([22, 21, 23, 24].map((k) => population(k, 200))).toEqual([
      'revoked',
      'revoked',
      'public',
      'revoked',
    ]);
  });
});
