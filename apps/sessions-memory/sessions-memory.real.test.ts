import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../test/contract/client.ts';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';

let redis: RedisServer;
let replicas: Replicas;
let target: ContractTarget;

beforeAll(async () => {
  redis = await startRedisServer();
  replicas = await startReplicas({ contender: 'sessions-memory', redisUrl: redis.url, count: 3 });
  target = targetOf(replicas, 'cookie');
});
afterAll(async () => {
  await replicas.stop();
  await redis.stop();
});

test('behind a round robin of three replicas, two of three requests of a user are refused', async () => {
  const statuses: number[] = [];
  const user = await target.member();
  for (let sent = 0; sent < 30; sent += 1) statuses.push((await user.get('/orders')).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.filter((status) => status === 401)).toHaveLength(20);
});

test('a logout from everywhere ends the logins on one replica, and those on the others go on', async () => {
  const account = target.nextAccount();
  const users = replicas.urls.map((url) => createClient(() => [url], 'cookie'));
  for (const user of users) await user.login(account);
  await users[0]?.post('/logout-all');
  const statuses = await Promise.all(users.map(async (user) => (await user.get('/me')).status));
  expect(statuses).toEqual([401, 200, 200]);
});

test('no session is in Redis', async () => {
  await target.member();
  expect(await redis.client.keys('sess:*')).toEqual([]);
});
