import { afterAll, beforeAll, expect, test } from 'vitest';
import { askUntil } from '../../test/contract/client.ts';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';

let redis: RedisServer;
let replicas: Replicas;
let target: ContractTarget;
beforeAll(async () => {
  redis = await startRedisServer();
  replicas = await startReplicas({
    contender: 'tokens-short',
    redisUrl: redis.url,
    count: 2,
    environment: { CREDENTIAL_TTL_SECONDS: '2', CLOCK_TOLERANCE_SECONDS: '0' },
  });
  target = targetOf(replicas, 'cookie');
});
afterAll(async () => {
  await replicas.stop();
  await redis.stop();
});

test('a revoked token goes on until it expires, and cannot be refreshed', async () => {
  const user = await target.member();
  const thief = user.copy();
  await user.post('/logout');
  expect((await thief.get('/orders')).status).toBe(200);
  const after = await askUntil(
    () => thief.get('/orders'),
    (answer) => answer.status === 401,
    2,
  );
  expect(after.body.code).toBe('expired');
  expect((await thief.post('/token/refresh')).status).toBe(401);
});

test('who refreshes in time stays signed in past the life of a token', async () => {
  const user = await target.member();
  const first = user.copy();
  for (let expired = false; !expired; ) {
    expect((await user.post('/token/refresh')).status).toBe(200);
    expect((await user.get('/orders')).status).toBe(200);
    expired = (await first.get('/orders')).status === 401;
  }
});
