import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { targetOf } from '../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';

const ttlSeconds = 2;

describe.for(['sessions', 'sessions-hardened', 'sessions-cached', 'sessions-memory'])(
  '%s',
  (contender) => {
    let redis: RedisServer;
    let replicas: Replicas;
    beforeAll(async () => {
      redis = await startRedisServer();
      const environment = { CREDENTIAL_TTL_SECONDS: `${ttlSeconds}` };
      replicas = await startReplicas({ contender, redisUrl: redis.url, count: 1, environment });
    });
    afterAll(async () => {
      await replicas.stop();
      await redis.stop();
    });

    test('a session that is used goes on past its idle life, and one that is not used ends', async () => {
      const target = targetOf(replicas, 'cookie');
      const [used, unused] = [await target.member(), await target.member()];
      for (let passedMs = 0; passedMs < ttlSeconds * 1500; passedMs += 200) {
        expect((await used.get('/orders')).status).toBe(200);
        await delay(200);
      }
      expect((await unused.get('/orders')).status).toBe(401);
      expect((await used.get('/orders')).status).toBe(200);
    });
  },
);
