import { describe, expect, test } from 'vitest';
import {
  checkPushedList,
  createRevocationList,
  type Revocation,
  type StalePolicy,
} from './revocation-list.ts';

const nowMs = 1_000_000;
const login = { sub: 'alice', sid: 'sid-1', loginAtMs: 500 };
const revocation = (changes: Partial<Revocation>): Revocation => ({
  kind: 'token',
  id: 'jti-1',
  endsAtMs: nowMs + 60_000,
  notBeforeMs: 0,
  ...changes,
});

describe('the list of a replica', () => {
  test('covers a token by its jti, a login by its sid and a subject up to a moment', () => {
    const list = createRevocationList();
    expect(list.covers(login, 'jti-1')).toBe(false);
    list.add(revocation({}));
    expect(list.covers(login, 'jti-1')).toBe(true);
    expect(list.covers(login, 'jti-2')).toBe(false);
    list.add(revocation({ kind: 'login', id: 'sid-1' }));
    expect(list.covers(login, 'jti-2')).toBe(true);
    list.add(revocation({ kind: 'subject', id: 'bob', notBeforeMs: 500 }));
    expect(list.covers({ ...login, sub: 'bob', sid: 'sid-2' }, 'jti-3')).toBe(true);
    expect(list.covers({ sub: 'bob', sid: 'sid-2', loginAtMs: 501 }, 'jti-3')).toBe(false);
  });

  test('a jti, a sid and a subject of the same name are not the same', () => {
    const list = createRevocationList();
    list.add(revocation({ kind: 'token', id: 'alice' }));
    expect(list.covers(login, 'jti-1')).toBe(false);
  });

  test('of two entries for the same thing the later end and the later not-before hold', () => {
    const list = createRevocationList();
    const subject = revocation({ kind: 'subject', id: 'alice', notBeforeMs: 900 });
    list.add(subject);
    list.add({ ...subject, endsAtMs: nowMs + 1000, notBeforeMs: 100 });
    expect([...list.live(nowMs)]).toEqual([subject]);
  });

  test('a sweep drops what has ended and leaves the rest, however small its steps', () => {
    const list = createRevocationList();
    for (let index = 0; index < 100; index += 1) {
      list.add(revocation({ id: `jti-${index}`, endsAtMs: nowMs + index * 1000 }));
    }
    for (let step = 0; step < 30; step += 1) list.sweep(nowMs + 50_000, 7);
    // One second of margin.
    expect(list.size).toBe(50);
    expect(list.covers(login, 'jti-50')).toBe(true);
    expect(list.covers(login, 'jti-49')).toBe(false);
  });
});

describe('the check of a request', () => {
  const claims = {
    sub: 'alice',
    sid: 'sid-1',
    jti: 'jti-1',
    loginAtMs: 0,
    role: 'member',
    exp: 0,
    issuedAtMs: 0,
  } as const;

  const verdict = async (policy: StalePolicy, ageMs: number, method: string, revoked = false) => {
    const list = createRevocationList();
    if (revoked) list.add({ kind: 'token', id: 'jti-1', endsAtMs: 1, notBeforeMs: 0 });
    const check = checkPushedList(list, () => ageMs, 2000, policy);
    try {
      return (await check.isRevoked(claims, method)) ? 'revoked' : 'admitted';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  test.for([
    ['closed', 2000, 'GET', 'admitted'],
    ['closed', 2001, 'GET', 'stale'],
    ['closed', Number.POSITIVE_INFINITY, 'GET', 'stale'],
    ['open', 60_000, 'POST', 'admitted'],
    ['scoped', 60_000, 'GET', 'admitted'],
    ['scoped', 60_000, 'HEAD', 'admitted'],
    ['scoped', 60_000, 'PUT', 'stale'],
    ['scoped', 1000, 'PUT', 'admitted'],
  ] as const)(
    'policy %s with a list of %d ms: %s is %s',
    async ([policy, ageMs, method, expected]) => {
      expect(await verdict(policy, ageMs, method)).toBe(expected);
    },
  );

  test.for(['closed', 'open', 'scoped'] as const)(
    'policy %s: what is known to be revoked stays refused, however old the list',
    async (policy) => {
      expect(await verdict(policy, 60_000, 'GET', true)).toBe('revoked');
    },
  );
});
