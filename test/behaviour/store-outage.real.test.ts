import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Client } from '../contract/client.ts';
import { contenders } from '../contract/contenders.ts';
import { askUntil } from '../contract/eventually.ts';
import type { ContractTarget } from '../contract/facts.ts';
import { createTarget } from '../contract/target.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { labAccount, type Replicas, startReplicas } from '../lab/replicas.ts';

/** A 503 must come long before the reverse proxy's timeout of 2 s; the budget itself is 250 ms per command. */
const proxyTimeoutMs = 2000;

/** Contenders that ask Redis for each request and refuse when it does not answer. */
const failClosed = contenders.filter((each) => each.commandsPerRequest.length > 0);
/** Contenders that do not. */
const withoutStore = contenders.filter((each) => each.commandsPerRequest.length === 0);

describe.for([...failClosed, ...withoutStore])('$contender while Redis is away', (facts) => {
  const asksStore = facts.commandsPerRequest.length > 0;
  let redis: RedisServer;
  let replicas: Replicas;
  let target: ContractTarget;

  beforeAll(async () => {
    redis = await startRedisServer();
    replicas = await startReplicas({ contender: facts.contender, redisUrl: redis.url, count: 1 });
    target = createTarget({ urls: () => replicas.urls, carriage: 'cookie', account: labAccount });
  });
  afterAll(async () => {
    await replicas.stop();
    await redis.stop();
  });

  /** What asks Redis says so in time, or, in a contender that keeps nothing there, works as ever. */
  const expectOutage = async (user: Client): Promise<void> => {
    const anyone = target.client();
    const account = target.nextAccount();
    for (const ask of [
      () => user.get('/orders'),
      () => user.get('/me'),
      () => anyone.login(account),
    ]) {
      const { answer, tookMs } = await timed(ask);
      expect(answer.status).toBe(asksStore ? 503 : 200);
      expect(answer.body.code).toBe(asksStore ? 'store_unavailable' : undefined);
      expect(tookMs).toBeLessThan(proxyTimeoutMs);
    }
    expect((await user.get('/readyz')).status).toBe(asksStore ? 503 : 200);
    if (asksStore) expect(anyone.credential()).toBeNull();
  };

  const expectTheRestToWork = async (user: Client): Promise<void> => {
    for (const path of ['/catalog', '/healthz']) expect((await user.get(path)).status).toBe(200);
    // The onboarding keeps its state in Redis whatever the contender.
    const flow = await user.post('/onboarding');
    expect([flow.status, flow.headers.get('retry-after')]).toEqual([503, '1']);
  };

  test('it answers in time while Redis is frozen, and comes back with it', async () => {
    const user = await target.member();
    await user.get('/orders');
    redis.process().signal('SIGSTOP');
    await expectOutage(user);
    await expectTheRestToWork(user);
    redis.process().signal('SIGCONT');
    const back = await askUntil(
      () => user.get('/orders'),
      (answer) => answer.status === 200,
      3,
    );
    expect(back.status).toBe(200);
  });

  test('a logout that could not be recorded is not acknowledged', async () => {
    const user = await target.member();
    await user.get('/orders');
    redis.process().signal('SIGSTOP');
    const answer = await user.copy().post('/logout');
    redis.process().signal('SIGCONT');
    expect(answer.status).toBe(asksStore ? 503 : 204);
  });

  test('it answers in time while Redis is dead, and comes back with it', async () => {
    const user = await target.member();
    await user.get('/orders');
    await redis.process().end('SIGKILL');
    await expectOutage(user);
    await expectTheRestToWork(user);
    await redis.restart();
    const anyone = target.client();
    const login = await askUntil(
      () => anyone.login(target.nextAccount()),
      (answer) => answer.status === 200,
      1,
    );
    expect(login.status).toBe(200);
    expect((await anyone.get('/orders')).status).toBe(200);
  });
});

async function timed(ask: () => Promise<Answer>): Promise<{ answer: Answer; tookMs: number }> {
  const startedMs = performance.now();
  const answer = await ask();
  return { answer, tookMs: performance.now() - startedMs };
}
