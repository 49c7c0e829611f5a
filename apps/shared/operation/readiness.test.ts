import { describe, expect, test } from 'vitest';
import { connectRedis } from '../store/redis.ts';
import { firstReadiness } from './readiness.ts';

const nobody = {
  redisUrl: 'redis://127.0.0.1:1',
  redisOptions: 'request-path',
  replica: 'r-1',
} as const;

describe('firstReadiness', () => {
  test('while the store is away it does not wait for the strategy', async () => {
    const redis = connectRedis(nobody, () => undefined);
    let asked = 0;
    const notReady = () => {
      asked += 1;
      return ['denylist'];
    };
    await firstReadiness(redis, { notReady });
    redis.disconnect();
    expect(asked).toBe(0);
  });
});
