import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arm, LabAccount, Stack, StackDriver } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { ask, requireArm } from './running.ts';

/** The same stack with the real apps: they too must keep the contract between a replica and the lab. */
export function describeApps(driver: StackDriver): void {
  describe(`the real apps in the ${driver} driver`, () => {
    const contenders = ['sessions', 'tokens'] as const;
    let stack: Stack;
    beforeAll(async () => {
      const arms = contenders.map((contender) => ({ arm: contender, contender }));
      stack = await startStack({ driver, arms });
    }, 300_000);
    afterAll(() => stack?.stop());

    test.for(contenders)(
      '%s: a load account signs in at one replica, and every replica knows it',
      async (name) => {
        const { url, replicas } = requireArm(stack, name);
        const cookie = await signIn(url, stack.loadAccount(1));
        for (const replica of replicas) {
          const me = await ask(`${replica.url}/me`, { cookie });
          expect(me.status).toBe(200);
          expect(me.body).toMatchObject({ subject: 'load-1' });
        }
      },
    );

    test.for(contenders)(
      '%s: without its store it admits no user and signs no user out',
      async (name) => {
        const { url, store } = requireArm(stack, name);
        const cookie = await signIn(url, stack.loadAccount(2));
        await store.freeze();
        expect((await ask(`${url}/me`, { cookie })).status).toBe(503);
        expect((await ask(`${url}/healthz`)).status).toBe(200);
        await store.resume();
        await untilAllReady(requireArm(stack, name));
        expect((await ask(`${url}/me`, { cookie })).status).toBe(200);
      },
    );

    test.for(contenders)(
      '%s: a credential outlives a drained and restarted replica',
      async (name) => {
        const arm = requireArm(stack, name);
        const cookie = await signIn(arm.url, stack.loadAccount(3));
        await arm.replicas[0]?.drain();
        await arm.replicas[0]?.start();
        await untilAllReady(arm);
        expect((await ask(`${arm.replicas[0]?.url}/me`, { cookie })).status).toBe(200);
      },
    );
  });
}

async function untilAllReady({ replicas }: Arm): Promise<void> {
  await Promise.all(replicas.map((replica) => replica.untilReady()));
}

/** Signs in and resolves to the Cookie header for the next requests. */
async function signIn(url: string, account: LabAccount): Promise<string> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
