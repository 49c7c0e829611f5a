import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askUntil } from '../../test/contract/client.ts';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target.ts';
import { type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';
import { until } from '../../test/pushed/fleet.ts';

let redis: RedisServer;
let replicas: Replicas;
let target: ContractTarget;

const start = async (environment: Readonly<Record<string, string>> = {}, count = 2) => {
  const redisUrl = redis.url;
  replicas = await startReplicas({ contender: 'tokens-pushed', redisUrl, count, environment });
  target = targetOf(replicas, 'cookie');
};
beforeEach(async () => {
  redis = await startRedisServer();
});
afterEach(async () => {
  await replicas.stop();
  await redis.stop();
});

const refused = (answer: { status: number }) => answer.status === 401;

/** A revoked credential in a thief's hands, refused by every replica, and one that is good. */
async function bothPopulations() {
  const [good, user] = [await target.member(), await target.member()];
  const thief = user.copy();
  expect((await user.post('/logout')).status).toBe(204);
  const answer = await askUntil(() => thief.get('/orders'), refused, replicas.urls.length * 2);
  expect(answer.status).toBe(401);
  return { good, thief };
}

test('a Redis that was restarted empty un-revokes nobody and signs nobody out', async () => {
  await start();
  const { good, thief } = await bothPopulations();
  await redis.process().end('SIGKILL');
  await redis.restart();
  // Whatever the replicas answer until they are fresh again, it is never a 200 for the thief.
  for (let fresh = false; !fresh; ) {
    const answers = await Promise.all(replicas.urls.map(() => good.get('/orders')));
    fresh = answers.every((answer) => answer.status === 200);
    for (const answer of answers) expect(answer.status).not.toBe(401);
    expect((await thief.get('/orders')).status).toBe(401);
  }
  // And one that starts now has the list from the others, by way of Redis.
  await until('Redis was given back the list', async () => {
    const [key = ''] = await redis.client.keys('*:login');
    return (await redis.client.zcard(key)) > 1;
  });
  const late = await replicas.add();
  const copy = thief.copy();
  for (const _replica of replicas.urls) expect((await copy.get('/orders')).status).toBe(401);
  expect(late.process.output()).toContain('listening');
});

test('a replica opens its port when its list is current, and not before', async () => {
  // A new Redis may be an emptied one: each waits a while for what others would give back.
  await start();
  await replicas.add();
  expect(replicas.all.map(({ unreadyAnswers }) => unreadyAnswers)).toEqual([0, 0, 0]);
});

test('a replica whose push link is cut catches up on what it missed', async () => {
  await start();
  const users = await Promise.all([1, 2, 3].map(() => target.member()));
  const thieves = users.map((user) => user.copy());
  await redis.client.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES');
  for (const user of users) {
    await askUntil(
      () => user.post('/logout'),
      (answer) => answer.status !== 503,
      1,
    );
  }
  for (const thief of thieves) {
    const answer = await askUntil(() => thief.get('/orders'), refused, 4);
    expect(answer.body.code).toBe('revoked');
  }
});

describe('a list that is older than the bound', () => {
  const freeze = async () => {
    const populations = await bothPopulations();
    redis.process().signal('SIGSTOP');
    return populations;
  };

  test('closed: refuses everybody with 503, and what is known to be revoked with 401', async () => {
    await start({ STALENESS_BOUND_MS: '300' });
    const { good, thief } = await freeze();
    const answer = await askUntil(
      () => good.get('/orders'),
      ({ status }) => status === 503,
      2,
    );
    expect(answer.body.code).toBe('stale');
    expect((await thief.get('/orders')).body.code).toBe('revoked');
    expect((await good.get('/readyz')).body.reasons).toEqual(['denylist']);
    redis.process().signal('SIGCONT');
    expect(
      (
        await askUntil(
          () => good.get('/orders'),
          ({ status }) => status === 200,
          4,
        )
      ).status,
    ).toBe(200);
  });

  test('scoped: reads pass, writes are refused', async () => {
    await start({ STALENESS_BOUND_MS: '300', STALE_POLICY: 'scoped' });
    const { good, thief } = await freeze();
    const write = () => good.put('/cart', { items: [] });
    expect((await askUntil(write, ({ status }) => status === 503, 2)).body.code).toBe('stale');
    expect((await good.get('/orders')).status).toBe(200);
    expect((await thief.get('/orders')).status).toBe(401);
  });

  test('open: admits, but not what is known to be revoked', async () => {
    await start({ STALENESS_BOUND_MS: '300', STALE_POLICY: 'open' });
    const { good, thief } = await freeze();
    const metricsUrl = `${replicas.all[0]?.metricsUrl}/metrics`;
    await until('the list is old', async () => {
      const { strategy } = JSON.parse(await (await fetch(metricsUrl)).text());
      return strategy.denylistAgeMs > 1000;
    });
    expect((await good.get('/orders')).status).toBe(200);
    expect((await good.put('/cart', { items: [] })).status).toBe(200);
    expect((await good.get('/readyz')).status).toBe(200);
    expect((await thief.get('/orders')).status).toBe(401);
  });
});

test('a replica that was frozen while somebody logged out does not let them in when it wakes up', async () => {
  const boundMs = 400;
  await start({ STALENESS_BOUND_MS: String(boundMs) });
  const sleeper = replicas.all[1];
  const user = await target.member();
  const thief = user.copy();
  await askUntil(
    () => user.get('/orders'),
    ({ status }) => status === 200,
    2,
  );
  sleeper?.process.signal('SIGSTOP');
  const frozenAtMs = performance.now();
  const alone = targetOf({ ...replicas, urls: replicas.urls.slice(0, 1) }, 'cookie').client();
  for (const [name, value] of user.cookies) alone.cookies.set(name, value);
  expect((await alone.post('/logout')).status).toBe(204);
  // So that it cannot claim to have been told. Who is frozen cannot be asked how old its list is; the clock can.
  await until(
    'the list of the sleeper is older than the bound',
    async () => performance.now() - frozenAtMs > boundMs,
  );
  sleeper?.process.signal('SIGCONT');
  for (let asked = 0; asked < 20; asked += 1) {
    expect((await thief.get('/orders')).status).not.toBe(200);
  }
});
