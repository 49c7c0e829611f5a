import { afterAll, beforeAll, expect, test } from 'vitest';
import { askUntil } from '../../test/contract/eventually.ts';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target-of.ts';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
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
