import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../test/contract/client.ts';
import { askUntil } from '../../test/contract/client.ts';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target.ts';
import { countCommands, type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';

let redis: RedisServer;
let replicas: Replicas;
let target: ContractTarget;
beforeAll(async () => {
  redis = await startRedisServer();
  replicas = await startReplicas({ contender: 'tokens-fail-open', redisUrl: redis.url, count: 1 });
  target = targetOf(replicas, 'cookie');
});
afterAll(async () => {
  await replicas.stop();
  await redis.stop();
});

test('an outage lets a revoked token in, counts it, and its end shuts it out again', async () => {
  const user = await target.member();
  const thief = user.copy();
  await user.post('/logout');
  expect((await thief.get('/orders')).status).toBe(401);

  redis.process().signal('SIGSTOP');
  expect((await thief.get('/orders')).status).toBe(200);
  const metrics = JSON.parse(await (await fetch(`${replicas.all[0]?.metricsUrl}/metrics`)).text());
  expect(metrics.strategy.admittedUnchecked).toBe(1);

  redis.process().signal('SIGCONT');
  const after = await askUntil(
    () => thief.get('/orders'),
    (answer) => answer.status === 401,
    1,
  );
  expect(after.body.code).toBe('revoked');
});

test('a request that needs Redis twice waits for it once: the second command is not even sent', async () => {
  const user = await target.member();
  const sent = await commandsWhileFrozen(user, async () => {
    // Admitted without the list, and then there is nowhere to keep the flow.
    expect((await user.post('/onboarding')).status).toBe(503);
  });
  expect([sent('mget'), sent('eval')]).toEqual([1, 0]);
});

test('while Redis is silent nobody waits for what an earlier request has found out', async () => {
  const user = await target.member();
  const sent = await commandsWhileFrozen(user, async () => {
    for (let request = 0; request < 20; request += 1) {
      expect((await user.get('/orders')).status).toBe(200);
    }
  });
  expect(sent('mget')).toBe(1);
});

/** How often Redis was sent a command while it was frozen: when it goes on, it finds them in its sockets. */
async function commandsWhileFrozen(user: Client, ask: () => Promise<void>) {
  const before = await countCommands(redis.client);
  redis.process().signal('SIGSTOP');
  await ask();
  redis.process().signal('SIGCONT');
  const after = await countCommands(redis.client);
  await askUntil(
    () => user.post('/onboarding'),
    ({ status }) => status === 201,
    1,
  );
  return (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
}
