import { expect, test, vi } from 'vitest';
import type { AccessOutcome } from '../tokens-pushed/strategy.ts';
import { rememberVerified } from './verified-tokens.ts';

const expiresAtSeconds = 2_000_000_000;

/** Accepts each text `<jti>` and `<jti>~<spelling>`, except those that begin with `forged`. */
function subject({ capacity = 10 } = {}) {
  const state = { nowMs: 1_000_000_000_000, keySet: { keys: [] } as object | null };
  const verify = vi.fn(async (token: string): Promise<AccessOutcome> => {
    if (token.startsWith('forged')) return { ok: false, code: 'invalid' };
    const [jti = ''] = token.split('~');
    const login = {
      sub: 'alice',
      sid: 'sid-1',
      role: 'member',
      issuedAtMs: 0,
      loginAtMs: 0,
    } as const;
    return { ok: true, claims: { ...login, jti, exp: expiresAtSeconds } };
  });
  const tokens = rememberVerified({
    accessTokens: { mint: () => Promise.reject(new Error('no login in this test')), verify },
    keySet: () => state.keySet,
    now: () => state.nowMs,
    capacity,
  });
  const size = () => tokens.metrics().verifiedTokens;
  return { tokens, verify, state, size };
}

test('a token is verified once, and every other spelling of it each time', async () => {
  const { tokens, verify } = subject();
  for (let request = 0; request < 3; request += 1) {
    expect(await tokens.verify('a')).toMatchObject({ ok: true, claims: { jti: 'a' } });
  }
  expect(verify).toHaveBeenCalledTimes(1);
  for (let request = 0; request < 3; request += 1) await tokens.verify('a~respelt');
  expect(verify).toHaveBeenCalledTimes(4);
});

test('a flood of respelt and of forged tokens takes no place and drives none out', async () => {
  const { tokens, verify, size } = subject({ capacity: 2 });
  await tokens.verify('a');
  await tokens.verify('b');
  for (let index = 0; index < 100; index += 1) {
    await tokens.verify(`a~${index}`);
    await tokens.verify(`forged-${index}`);
  }
  expect(size()).toBe(2);
  verify.mockClear();
  await tokens.verify('a');
  await tokens.verify('b');
  expect(verify).not.toHaveBeenCalled();
});

test('when all places are taken, the oldest token leaves', async () => {
  const { tokens, verify, size } = subject({ capacity: 2 });
  for (const token of ['a', 'b', 'c']) await tokens.verify(token);
  expect(size()).toBe(2);
  verify.mockClear();
  await tokens.verify('b');
  await tokens.verify('c');
  expect(verify).not.toHaveBeenCalled();
  await tokens.verify('a');
  expect(verify).toHaveBeenCalledTimes(1);
});

test('from its expiry on a token is verified again', async () => {
  const { tokens, verify, state, size } = subject();
  await tokens.verify('a');
  state.nowMs = expiresAtSeconds * 1000 - 1;
  await tokens.verify('a');
  expect(verify).toHaveBeenCalledTimes(1);
  state.nowMs = expiresAtSeconds * 1000;
  // The verification knows the tolerance for clocks; the memory does not.
  await tokens.verify('a');
  await tokens.verify('a');
  expect(verify).toHaveBeenCalledTimes(3);
  state.nowMs -= 1000;
  await tokens.verify('b');
  expect(size()).toBe(2);
});

test('all are forgotten with the key set, and none is remembered without one', async () => {
  const { tokens, verify, state, size } = subject();
  await tokens.verify('a');
  state.keySet = null;
  await tokens.verify('a');
  expect(verify).toHaveBeenCalledTimes(2);
  expect(size()).toBe(0);
  state.keySet = { keys: [] };
  await tokens.verify('a');
  await tokens.verify('a');
  expect(verify).toHaveBeenCalledTimes(3);
});

test('a token that was verified while the key set changed is not remembered', async () => {
  const { tokens, verify, state, size } = subject();
  verify.mockImplementationOnce(async (token) => {
    state.keySet = { keys: [] };
    return await (verify.getMockImplementation()?.(token) ?? { ok: false, code: 'invalid' });
  });
  expect((await tokens.verify('a')).ok).toBe(true);
  expect(size()).toBe(0);
});

test('a token that may have expired is verified each time, and is not remembered', async () => {
  const { tokens, verify, size } = subject();
  await tokens.verify('a', 'ignored');
  await tokens.verify('a', 'ignored');
  expect(verify.mock.calls).toEqual([
    ['a', 'ignored'],
    ['a', 'ignored'],
  ]);
  expect(size()).toBe(0);
});
