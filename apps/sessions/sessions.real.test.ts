import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractTarget } from '../../test/contract/facts.ts';
import { targetOf } from '../../test/contract/target.ts';
import { countCommands, type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import { type Replicas, startReplicas } from '../../test/lab/replicas.ts';

describe('the plain sessions', () => {
  let redis: RedisServer;
  let replicas: Replicas;
  let target: ContractTarget;

  beforeAll(async () => {
    redis = await startRedisServer();
    replicas = await startReplicas({ contender: 'sessions', redisUrl: redis.url, count: 2 });
    target = targetOf(replicas, 'cookie');
  });
  afterAll(async () => {
    await replicas.stop();
    await redis.stop();
  });

  const cart = { items: [{ sku: 'COAT', quantity: 1 }] };

  test('an answer is whole although its touch could not be made, and the failure is counted', async () => {
    const user = await target.member();
    // Reads pass, writes wait: what a Redis that hangs between GET and EXPIRE looks like.
    await redis.client.call('CLIENT', 'PAUSE', '2000', 'WRITE');
    const answer = await user.get('/orders');
    await redis.client.call('CLIENT', 'UNPAUSE');
    expect(answer.status).toBe(200);
    expect(answer.text.length).toBe(Number(answer.headers.get('content-length')));
    expect(answer.body.orders).toHaveLength(3);
    const counted = await Promise.all(
      replicas.all.map(async ({ metricsUrl }) => {
        const metrics = JSON.parse(await (await fetch(`${metricsUrl}/metrics`)).text());
        return metrics.failuresAfterAnswer;
      }),
    );
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  test.for([
    ['a login', (user) => user.login(target.nextAccount())],
    ['a logout', (user) => user.post('/logout')],
    ['a logout from everywhere', (user) => user.post('/logout-all')],
    ['a cart', (user) => user.put('/cart', cart)],
  ] as const satisfies readonly (readonly [
    string,
    (user: Awaited<ReturnType<ContractTarget['member']>>) => Promise<{ status: number }>,
  ])[])('%s is not answered with success when it could not be saved', async ([, act]) => {
    const user = await target.member();
    await redis.client.call('CLIENT', 'PAUSE', '2000', 'WRITE');
    const { status } = await act(user);
    await redis.client.call('CLIENT', 'UNPAUSE');
    expect(status).toBe(503);
  });

  test('a login that could not be saved hands out no cookie', async () => {
    await redis.client.call('CLIENT', 'PAUSE', '2000', 'WRITE');
    const { status, setCookies } = await target.client().login(target.nextAccount());
    await redis.client.call('CLIENT', 'UNPAUSE');
    expect([status, setCookies]).toEqual([503, []]);
  });

  test('a login writes its record once', async () => {
    const before = (await countCommands(redis.client)).set ?? 0;
    await target.member();
    expect((await countCommands(redis.client)).set).toBe(before + 1);
  });

  /** How many sessions the index lists that have not been ended. */
  async function liveEntries({ username }: { readonly username: string }): Promise<number> {
    const members = await redis.client.zrange(`subject-sessions:${username}`, 0, '-1');
    return members.filter((member) => !member.startsWith('ended:')).length;
  }

  test('a login over a live session takes that off the index', async () => {
    const account = target.nextAccount();
    const user = target.client();
    await user.login(account);
    await user.login(target.nextAccount());
    expect(await liveEntries(account)).toBe(0);
  });

  test('the index lists the sessions of a subject and forgets one that has logged out', async () => {
    const account = target.nextAccount();
    const [one, other] = [target.client(), target.client()];
    await one.login(account);
    await other.login(account);
    expect(await liveEntries(account)).toBe(2);
    await one.post('/logout');
    expect(await liveEntries(account)).toBe(1);
    await other.post('/logout-all');
    expect(await liveEntries(account)).toBe(0);
  });

  test('the index keeps the time at which a session ended first, so its entry goes in the end', async () => {
    const account = target.nextAccount();
    const user = target.client();
    await user.login(account);
    await user.post('/logout');
    const ends = () =>
      redis.client.zrange(`subject-sessions:${account.username}`, 0, '0', 'WITHSCORES');
    const first = await ends();
    await user.login(account);
    await user.post('/logout-all');
    expect(await ends()).toEqual(first);
  });

  test('the index outlives every session that it lists', async () => {
    const account = target.nextAccount();
    await target.client().login(account);
    const lifeSeconds = await redis.client.ttl(`subject-sessions:${account.username}`);
    expect(lifeSeconds).toBeGreaterThan(8 * 60 * 60);
  });

  test('a session that was replaced by a login is gone from the store', async () => {
    const user = await target.member();
    const before = user.copy();
    await user.login(target.nextAccount());
    const me = await before.get('/me');
    expect([me.status, me.body.code]).toEqual([401, 'unknown']);
  });

  test('a changed role keeps the rest of the record, and does not prolong its life', async () => {
    const account = target.nextAccount();
    const user = target.client();
    const admin = await target.administrator();
    await admin.put(`/accounts/${account.username}/role`, { role: 'admin' });
    await user.login(account);
    await user.put('/cart', cart);
    const [sessionId = ''] = await redis.client.zrange(
      `subject-sessions:${account.username}`,
      0,
      '-1',
    );
    await redis.client.expire(`sess:${sessionId}`, 100);
    await admin.put(`/accounts/${account.username}/role`, { role: 'member' });
    expect(await redis.client.ttl(`sess:${sessionId}`)).toBeLessThanOrEqual(100);
    expect((await user.get('/cart')).body).toEqual(cart);
    expect((await user.get('/me')).body.role).toBe('member');
  });

  test('a role that rises ends the record, and one that stays the same does not', async () => {
    const account = target.nextAccount();
    const user = target.client();
    await user.login(account);
    const admin = await target.administrator();
    const path = `/accounts/${account.username}/role`;
    await admin.put(path, { role: 'member' });
    expect((await user.get('/me')).status).toBe(200);
    await admin.put(path, { role: 'admin' });
    const me = await user.get('/me');
    expect([me.status, me.body.code]).toEqual([401, 'unknown']);
    expect(await liveEntries(account)).toBe(0);
  });

  test('a record that nobody wrote a login into is no credential', async () => {
    const user = await target.member();
    const sessionId = decodeURIComponent(String(user.credential())).slice(2).split('.')[0];
    await redis.client.set(
      `sess:${sessionId}`,
      JSON.stringify({ cookie: { originalMaxAge: 1000 } }),
    );
    expect((await user.get('/me')).status).toBe(401);
  });
});

describe('the idle life of a session', () => {
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
});
