import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, askUntil, type Client } from '../contract/client.ts';
import { contenders } from '../contract/contenders.ts';
import type { ContractTarget } from '../contract/facts.ts';
import { expectRefused } from '../contract/logout-rules.ts';
import { targetOf } from '../contract/target.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { type Replicas, startReplicas } from '../lab/replicas.ts';

describe('a logout beside other requests', () => {
  /**
   * The contenders whose logout must be final. `sessions` and `sessions-getex` are not among them: a write in flight
   * saves the record again, which the test of their store shows each time. Contenders that guarantee nothing before an expiry, or before
   * a copy is too old, are not either.
   */
  const lasting = contenders.filter(
    (each) =>
      each.authenticates &&
      each.worksOnEveryReplica &&
      each.logoutHolds !== 'at-expiry' &&
      each.replicas > 1 &&
      !['sessions', 'sessions-getex'].includes(each.contender),
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
        // A busy machine may answer 503: then the logout is not acknowledged, and the user asks again.
        let logout = await user.post('/logout');
        while (logout.status === 503) logout = await user.post('/logout');
        expect(logout.status).toBe(204);
        await Promise.all(busy);
        await expectRefused(thief, facts, replicas.urls.length);
      }
    });
  });
});

describe('a write whose body comes after the logout', () => {
  const ending = contenders.filter((each) => each.authenticates && each.logoutHolds === 'at-once');

  /** The replica has begun with the request when it asks for the body; then `meanwhile` runs. Resolves with the status. */
  function putCart(user: Client, url: string, meanwhile: () => Promise<unknown>): Promise<number> {
    return new Promise((resolve, reject) => {
      const cookie = [...user.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const sent = request(`${url}/cart`, {
        method: 'PUT',
        headers: { cookie, 'content-type': 'application/json', expect: '100-continue' },
      });
      sent.on('continue', () => {
        meanwhile().then(() => sent.end('{"items":[{"sku":"COAT","quantity":1}]}'), reject);
      });
      sent.on('response', (answer) => resolve(answer.resume().statusCode ?? 0));
      sent.on('error', reject);
      sent.flushHeaders();
    });
  }

  test.for(ending)(
    '$contender: a later logout from everywhere ends what it brought back',
    async (facts) => {
      const { contender, environment } = facts;
      const redis = await startRedisServer();
      const replicas = await startReplicas({
        contender,
        redisUrl: redis.url,
        count: 1,
        environment,
      });
      try {
        const target = targetOf(replicas, 'cookie');
        const account = target.nextAccount();
        const [user, later] = [target.client(), target.client()];
        await user.login(account);
        const thief = user.copy();
        const logout = async () => expect((await user.post('/logout')).status).toBe(204);
        const status = await putCart(thief, replicas.urls[0] ?? '', logout);
        expect([200, 401]).toContain(status);
        await later.login(account);
        expect((await later.post('/logout-all')).status).toBe(204);
        expect((await thief.get('/me')).status).toBe(401);
      } finally {
        await replicas.stop();
        await redis.stop();
      }
    },
  );
});

describe('a logout from everywhere beside logins', () => {
  /** More than any of these contenders needs to push a revocation to a replica (STALENESS_BOUND_MS). */
  const pushedWithinMs = 2_000;
  const races = 500;
  const loginsOfEachRace = 4;
  const lanes = 4;

  /**
   * Logins of a subject on every replica while it logs out from everywhere, and a second logout from everywhere after
   * all of it was answered. Returns how many logins were granted, and how many of them are accepted after that.
   */
  async function race(contender: string): Promise<{ granted: number; survivors: number }> {
    const redis = await startRedisServer();
    const replicas = await startReplicas({ contender, redisUrl: redis.url });
    const granted: Client[] = [];
    try {
      const target = targetOf(replicas, 'cookie');
      const raceOnce = async (): Promise<void> => {
        const account = target.nextAccount();
        const asking = target.client();
        await untilServed(() => asking.login(account), 200);
        const logIn = async (): Promise<void> => {
          const client = target.client();
          const { status } = await client.login(account);
          if (status === 200) granted.push(client);
          // A login that lost against the logout says so. On a busy machine Redis may not have answered in time, and
          // then the login says that.
          else expect([409, 503]).toContain(status);
        };
        const logins = Array.from({ length: loginsOfEachRace }, logIn);
        await untilServed(() => asking.post('/logout-all'), 204);
        await Promise.all(logins);
        const last = target.client();
        await untilServed(() => last.login(account), 200);
        await untilServed(() => last.post('/logout-all'), 204);
      };
      // Several races at a time, so that a race also waits for work that is not its own.
      const lane = async (): Promise<void> => {
        for (let count = 0; count < races / lanes; count += 1) await raceOnce();
      };
      await Promise.all(Array.from({ length: lanes }, lane));

      const untilMs = performance.now() + pushedWithinMs;
      let survivors = await acceptedOf(granted);
      while (survivors.length > 0 && performance.now() < untilMs) {
        survivors = await acceptedOf(survivors);
      }
      return { granted: granted.length, survivors: survivors.length };
    } finally {
      await replicas.stop();
      await redis.stop();
    }
  }

  /** Repeats a request that a busy machine answered 503. A revocation can be repeated, and so can a login. */
  async function untilServed(ask: () => Promise<Answer>, status: number): Promise<void> {
    expect((await askUntil(ask, (answer) => answer.status !== 503, 1)).status).toBe(status);
  }

  async function acceptedOf(clients: readonly Client[]): Promise<Client[]> {
    const accepted: Client[] = [];
    const left = clients.values();
    const lane = async (): Promise<void> => {
      for (const client of left)
        if ((await client.get('/me')).status === 200) accepted.push(client);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return accepted;
  }

  test.for(['sessions', 'sessions-hardened', 'sessions-cached', 'tokens', 'tokens-pushed'])(
    '%s: of 2,000 logins beside a logout from everywhere, a second one leaves none',
    async (contender) => {
      const { granted, survivors } = await race(contender);
      expect(granted).toBeGreaterThan(0);
      expect(survivors).toBe(0);
    },
  );
});
