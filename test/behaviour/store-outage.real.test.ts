import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Client } from '../contract/client.ts';
import { askUntil } from '../contract/client.ts';
import { contenders } from '../contract/contenders.ts';
import type { ContractTarget } from '../contract/facts.ts';
import { targetOf } from '../contract/target.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { type Replicas, startReplicas } from '../lab/replicas.ts';

/** A 503 must come long before the balancer's timeout of 2 s. The limit for one Redis command is 250 ms. */
const proxyTimeoutMs = 2000;

/** What a contender does while its Redis is frozen or dead, and after Redis is back. */
describe.for(contenders)('$contender while Redis is away', (facts) => {
  const untilStale = facts.withoutStore === 'serves-until-stale';
  const serves = facts.withoutStore.startsWith('serves') && !untilStale;
  const logsIn = facts.withoutStore === 'serves-and-logs-in';
  let redis: RedisServer;
  let replicas: Replicas;
  let target: ContractTarget;

  beforeAll(async () => {
    redis = await startRedisServer();
    const { contender, environment } = facts;
    replicas = await startReplicas({ contender, redisUrl: redis.url, count: 1, environment });
    target = targetOf(replicas, 'cookie');
  });
  afterAll(async () => {
    await replicas.stop();
    await redis.stop();
  });

  const expectInTime = async (ask: () => Promise<Answer>, goesOn: boolean): Promise<void> => {
    const startedMs = performance.now();
    const answer = await ask();
    expect(performance.now() - startedMs).toBeLessThan(proxyTimeoutMs);
    expect(answer.status).toBe(goesOn ? 200 : 503);
    if (!goesOn) expect(['store_unavailable', 'stale']).toContain(answer.body.code);
  };

  const expectOutage = async (user: Client): Promise<void> => {
    if (untilStale)
      await askUntil(
        () => user.get('/orders'),
        ({ status }) => status === 503,
        1,
      );
    await expectInTime(() => user.get('/orders'), serves);
    await expectInTime(() => user.get('/me'), serves);
    const anyone = target.client();
    await expectInTime(() => anyone.login(target.nextAccount()), logsIn);
    if (!logsIn) expect(anyone.credential()).toBeNull();
    expect((await user.get('/readyz')).status).toBe(serves ? 200 : 503);
  };

  const expectTheRestToWork = async (user: Client): Promise<void> => {
    for (const path of ['/catalog', '/healthz']) expect((await user.get(path)).status).toBe(200);
    // Every contender keeps the state of the onboarding in Redis, and the orders.
    const order = { items: [{ sku: 'COAT', quantity: 1 }] };
    for (const answer of [await user.post('/onboarding'), await user.post('/orders', order)]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    }
  };

  const expectRecovery = async (): Promise<void> => {
    const anyone = target.client();
    const account = target.nextAccount();
    const login = await askUntil(
      () => anyone.login(account),
      ({ status }) => status === 200,
      3,
    );
    expect(login.status).toBe(200);
    const orders = await askUntil(
      () => anyone.get('/orders'),
      ({ status }) => status === 200,
      3,
    );
    expect(orders.status).toBe(200);
  };

  test('it answers in time while Redis is frozen, and recovers with Redis', async () => {
    const user = await target.member();
    await user.get('/orders');
    redis.process().signal('SIGSTOP');
    await expectOutage(user);
    await expectTheRestToWork(user);
    redis.process().signal('SIGCONT');
    await expectRecovery();
    expect((await user.get('/orders')).status).toBe(200);
  });

  test('it does not acknowledge a logout that it could not record', async () => {
    const user = await target.member();
    await user.get('/orders');
    redis.process().signal('SIGSTOP');
    const answer = await user.copy().post('/logout');
    redis.process().signal('SIGCONT');
    expect(answer.status).toBe(logsIn ? 204 : 503);
    await expectRecovery();
  });

  test('it answers in time while Redis is dead, and recovers with Redis', async () => {
    const user = await target.member();
    await user.get('/orders');
    await redis.process().end('SIGKILL');
    await expectOutage(user);
    await expectTheRestToWork(user);
    await redis.restart();
    await expectRecovery();
  });
});
