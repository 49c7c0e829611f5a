import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm, Stack } from '../../../../infra/stack/stack.ts';
import { startStack } from '../../../../infra/stack/start.ts';
import type { Correctness } from '../../../result/revocation-findings.ts';
import type { CorrectnessCase } from './case.ts';
import { tryCases } from './case.ts';
import { eviction } from './eviction.ts';
import { gentleCases } from './gentle.ts';
import { skewedClocks } from './rough.ts';

let stack: Stack;

beforeAll(async () => {
  const arms = ['sessions', 'tokens'].map((contender) => ({ arm: contender, contender }));
  stack = await startStack({ driver: 'native', arms });
});
afterAll(() => stack.stop());

let firstAccount = 0;

async function rowsOf(
  contender: string,
  cases: readonly CorrectnessCase[],
): Promise<ReadonlyMap<string, Correctness>> {
  const arm: Arm | undefined = stack.arms.get(contender);
  if (arm === undefined) throw new TypeError(`no arm ${contender}`);
  firstAccount += 10_000;
  const rows = await tryCases(stack, [arm], cases, firstAccount);
  return new Map(rows.map((row) => [row.case, row]));
}

test('a denylist by issuer and jti stands every respelling, sibling, issuer and second', async () => {
  const rows = await rowsOf('tokens', gentleCases);
  expect([...rows.keys()]).toEqual([
    'respelled-padding',
    'respelled-trailing-bits',
    'respelled-second-signature',
    'duplicate-jti',
    'sibling-token',
    'jti-of-another-issuer',
    'refresh-replayed-after-rotation',
    'refresh-replayed-in-the-grace',
    'entry-life',
    'same-second',
  ]);
  expect([...rows.values()].filter(({ ok }) => !ok)).toEqual([]);
  // Not a straw man: these spellings really are accepted until the logout.
  expect(rows.get('respelled-second-signature')?.observed).toContain('before the logout 200');
  expect(rows.get('respelled-trailing-bits')?.observed).toContain('before the logout 200');
});

test('a full store that evicts un-revokes tokens, and signs sessions out', async () => {
  const [tokens, sessions] = await Promise.all([
    rowsOf('tokens', [eviction]),
    rowsOf('sessions', [eviction]),
  ]);
  expect(tokens.get('eviction-noeviction')?.ok).toBe(true);
  expect(tokens.get('eviction-allkeys-lru')).toMatchObject({ ok: false });
  expect(sessions.get('eviction-allkeys-lru')).toMatchObject({ ok: true });
  expect(sessions.get('eviction-allkeys-lru')?.explanation).toContain('evicts sessions');
});

test('replicas whose clocks disagree agree about what was revoked', async () => {
  const rows = await rowsOf('tokens', [skewedClocks]);
  expect(rows.get('skewed-clocks')).toMatchObject({ ok: true });
});
