import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stack } from '../../../infra/stack/stack.ts';
import { startStack } from '../../../infra/stack/start.ts';
import { type Generator, openGenerator } from '../../load/autocannon/generator.ts';
import { logInMany } from '../../load/credential.ts';
import { createRandom } from '../../stats/random.ts';
import { armNamed } from '../own-stack.ts';
import { firstSeenShares, measureShare, presentedTokens } from './first-seen.ts';
import { cachedArm } from './first-seen-curve.ts';
import { measuredPath } from './trial.ts';

let stack: Stack;
let generator: Generator;

beforeAll(async () => {
  const arms = [{ arm: cachedArm, contender: cachedArm, replicas: 1 }];
  stack = await startStack({ driver: 'native', arms });
  generator = await openGenerator();
});
afterAll(async () => {
  await generator.close();
  await stack.stop();
});

test('each first-seen token is a miss of the replica, and each other one a hit', async () => {
  const arm = armNamed(stack, cachedArm);
  const logIn = async (count: number) => {
    const accounts = Array.from({ length: count }, (_, index) => stack.loadAccount(index));
    return (await logInMany(arm.url, accounts)).map(({ headers }) => headers);
  };
  const tokens = { warm: await logIn(10), fresh: await logIn(64) };
  await generator.provide(cachedArm, tokens.warm);
  const window = { requestsPerTrial: 40, settleRequests: 10, connections: 5 };
  const load = { url: arm.url, path: measuredPath, credentials: cachedArm };
  // More than once: what the replica verifies before it has fetched the key set, it does not remember.
  await generator.run({ ...load, connections: 5, requests: 30 });
  const tools = { generator, balancer: stack.balancer, plan: window, sinceStartMs: () => 0 };
  for (const [block, share] of firstSeenShares.entries()) {
    const presented = presentedTokens(40, share, tokens, createRandom(block));
    const place = { boot: 0, block, position: 0 };
    const trial = await measureShare(arm, place, share, presented, tools);
    expect(trial).toMatchObject({ firstSeen: 40 * share, verified: 40 * share, accepted: 40 });
    // The same tokens again: the replica has seen all of them by now.
    const again = await measureShare(arm, place, 0, presented, tools);
    expect(again).toMatchObject({ verified: 0, valid: true });
    const mistaken = await measureShare(arm, place, 0.5, presented, tools);
    expect(mistaken.invalidBecause).toEqual([
      'the replica verified 0 tokens, and 20 were first seen',
    ]);
  }
  expect(tokens.fresh).toEqual([]);
});
