import { expect, test } from 'vitest';
import { checkPushedList, type StalePolicy } from './check.ts';
import { createRevocationList } from './revocation-list.ts';

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
  const check = checkPushedList({ list, ageMs: () => ageMs, boundMs: 2000, policy });
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
