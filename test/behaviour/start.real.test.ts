import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { startReplicas } from '../lab/replicas.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());

describe('a replica that cannot start says why in one line, and ends with code 1', () => {
  test.for([
    [
      'an impossible life of its credentials',
      { CREDENTIAL_TTL_SECONDS: '0' },
      /ended with 1[\s\S]*CREDENTIAL_TTL_SECONDS: /,
    ],
    [
      'a secret that is too short',
      { SESSION_SECRET: 'short' },
      /ended with 1[\s\S]*SESSION_SECRET: must/,
    ],
    [
      'a host that is not its own',
      { HOST: '192.0.2.1' },
      /ended with 1[\s\S]*cannot listen.*EADDRNOTAVAIL/,
    ],
  ] as const)('%s', async ([, environment, message]) => {
    const start = startReplicas({
      contender: 'sessions',
      redisUrl: redis.url,
      count: 1,
      environment,
    });
    await expect(start).rejects.toThrow(message);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const PORT = typeof address === 'object' && address !== null ? `${address.port}` : '';
    const environment = { PORT };
    const start = startReplicas({ contender: 'floor', redisUrl: redis.url, count: 1, environment });
    await expect(start).rejects.toThrow(/ended with 1[\s\S]*PORT: cannot listen.*EADDRINUSE/);
    other.close();
  });

  test('the message has no stack trace', async () => {
    const environment = { CARRIAGE: 'pigeon' };
    const start = startReplicas({ contender: 'floor', redisUrl: redis.url, count: 1, environment });
    await expect(start).rejects.not.toThrow(/ at .*\.ts:\d/);
  });
});
