import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target.ts';
import { countCommands, type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';
import { until } from '../../test/pushed/fleet.ts';

const ttlSeconds = 900;

describe.for([
  ['sessions', ['expire', 'get']],
  ['sessions-getex', ['getex']],
] as const)('a record of %s', ([contender, commands]) => {
  let redis: RedisServer;
  let replicas: Replicas;
  let target: ContractTarget;

  beforeAll(async () => {
    redis = await startRedisServer();
    const environment = { CREDENTIAL_TTL_SECONDS: `${ttlSeconds}`, STREAM_RECHECK_MS: '20' };
    const redisUrl = redis.url;
    replicas = await startReplicas({ contender, redisUrl, count: 1, environment });
    target = targetOf(replicas, 'cookie');
  });
  afterAll(async () => {
    await replicas.stop();
    await redis.stop();
  });

  /** A signed-in user with the only record in Redis, of whose life only this much is left. */
  async function userWithSecondsLeft(seconds: number) {
    await redis.client.flushall();
    const user = await target.member();
    const [key = ''] = await redis.client.keys('sess:*');
    await redis.client.expire(key, seconds);
    return { user, key };
  }

  test(`is prolonged to its full life by each request, with ${commands.join(' and ')}`, async () => {
    const { user, key } = await userWithSecondsLeft(100);
    const before = await countCommands(redis.client);
    expect((await user.get('/orders')).status).toBe(200);
    const after = await countCommands(redis.client);
    const sent = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(sent.sort()).toEqual([...commands]);
    expect(await redis.client.ttl(key)).toBeGreaterThan(ttlSeconds - 60);
  });

  test('that has ended is not brought back by a request', async () => {
    const { user, key } = await userWithSecondsLeft(100);
    await redis.client.del(key);
    expect((await user.get('/orders')).status).toBe(401);
    expect(await redis.client.keys('sess:*')).toEqual([]);
  });

  test('is not prolonged by an open event stream, which checks it again and again', async () => {
    const { user, key } = await userWithSecondsLeft(100);
    const aborter = new AbortController();
    const [url = ''] = replicas.urls;
    const cookie = [...user.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await fetch(`${url}/events`, { headers: { cookie }, signal: aborter.signal });
    await redis.client.expire(key, 100);
    const before = (await countCommands(redis.client)).get ?? 0;
    await until('the stream has asked twice', async () => {
      return ((await countCommands(redis.client)).get ?? 0) >= before + 2;
    });
    expect(await redis.client.ttl(key)).toBeLessThanOrEqual(100);
    aborter.abort();
  });
});
