import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contenders } from '../contract/contenders.ts';
import type { ContractTarget } from '../contract/facts.ts';
import { expectRefused } from '../contract/logout-rules.ts';
import { targetOf } from '../contract/target.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { type Replicas, startReplicas } from '../lab/replicas.ts';

/**
 * The contenders whose logout must be final. `sessions` is not one of them: a write in flight saves the record again,
 * which the test of its store shows each time. Contenders that guarantee nothing before an expiry, or before a copy is
 * too old, are not either.
 */
const lasting = contenders.filter(
  (each) =>
    each.authenticates &&
    each.worksOnEveryReplica &&
    each.logoutHolds !== 'at-expiry' &&
    each.replicas > 1 &&
    each.contender !== 'sessions',
);

describe.for(lasting)('$contender', (facts) => {
  let redis: RedisServer;
  let replicas: Replicas;
  let target: ContractTarget;
  beforeAll(async () => {
    redis = await startRedisServer();
    replicas = await startReplicas({ contender: facts.contender, redisUrl: redis.url, count: 2 });
    target = targetOf(replicas, 'cookie');
  });
  afterAll(async () => {
    await replicas.stop();
    await redis.stop();
  });

  test('a logout is final, whatever requests are under way', async () => {
    for (let round = 0; round < 40; round += 1) {
      const user = await target.member();
      const busy = Array.from({ length: 6 }, (_, index) => {
        const tab = user.copy();
        return index % 2 === 0
          ? tab.put('/cart', { items: [{ sku: `TAB-${index}`, quantity: 1 }] })
          : tab.get('/orders');
      });
      const thief = user.copy();
      const logout = await user.post('/logout');
      expect(logout.status).toBe(204);
      await Promise.all(busy);
      await expectRefused(thief, facts, replicas.urls.length);
    }
  });
});
