import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../contract/client.ts';
import { askUntil } from '../contract/client.ts';
import { contenders } from '../contract/contenders.ts';
import type { ContractTarget } from '../contract/facts.ts';
import { targetOf } from '../contract/target.ts';
import { type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { type Replicas, startReplicas } from '../lab/replicas.ts';

/** A way in which a Redis that runs and answers can refuse to serve, and what ends the refusal. */
interface Refusal {
  readonly name: string;
  begin(redis: Redis): Promise<unknown>;
  end(redis: Redis): Promise<unknown>;
  /** What Redis still does: nothing, reads only, or all but reading. */
  readonly serves: 'nothing' | 'reads' | 'writes';
}

/**
 * Resolves when Redis has refused one command or one client more. Only the replica can have sent it: the test asks for
 * the counters alone.
 */
async function refusesOnceMore(redis: Redis): Promise<void> {
  const refusals = async () => {
    const info = await redis.info('stats');
    const counters = info.matchAll(/^(?:total_error_replies|rejected_connections):(\d+)/gm);
    return [...counters].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const before = await refusals();
  await expect.poll(refusals, { timeout: 5_000 }).toBeGreaterThan(before);
}

const killClients = (redis: Redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'normal');
const set = (redis: Redis, name: string, value: string) => redis.config('SET', name, value);

const refusals: readonly Refusal[] = [
  {
    name: 'forbids every command',
    serves: 'nothing',
    begin: (redis) => redis.call('ACL', 'SETUSER', 'default', '-@all'),
    end: (redis) => redis.call('ACL', 'SETUSER', 'default', '+@all'),
  },
  {
    name: 'forbids every command, also to a new connection',
    serves: 'nothing',
    async begin(redis) {
      await redis.call('ACL', 'SETUSER', 'default', '-@all');
      await killClients(redis);
    },
    end: (redis) => redis.call('ACL', 'SETUSER', 'default', '+@all'),
  },
  {
    name: 'forbids the one command that a request needs',
    serves: 'writes',
    begin: (redis) => redis.call('ACL', 'SETUSER', 'default', '-get', '-mget'),
    end: (redis) => redis.call('ACL', 'SETUSER', 'default', '+@all'),
  },
  {
    name: 'asks for a password that the replica does not have',
    serves: 'nothing',
    async begin(redis) {
      await set(redis, 'requirepass', 'a-new-password');
      await killClients(redis);
    },
    end: (redis) => set(redis, 'requirepass', ''),
  },
  {
    name: 'takes no further client',
    serves: 'nothing',
    async begin(redis) {
      await set(redis, 'maxclients', '1');
      await killClients(redis);
    },
    end: (redis) => set(redis, 'maxclients', '10000'),
  },
  {
    name: 'is read-only',
    serves: 'reads',
    begin: (redis) => redis.replicaof('127.0.0.1', 1),
    end: (redis) => redis.replicaof('NO', 'ONE'),
  },
  {
    name: 'is full',
    serves: 'reads',
    begin: (redis) => set(redis, 'maxmemory', '1'),
    end: (redis) => set(redis, 'maxmemory', '0'),
  },
];

/** A login of `tokens` starts its refresh family with a script. */
const forbidsInAScript: Refusal = {
  name: 'forbids a command that only a script uses',
  serves: 'reads',
  begin: (redis) => redis.call('ACL', 'SETUSER', 'default', '-hset'),
  end: (redis) => redis.call('ACL', 'SETUSER', 'default', '+@all'),
};

const asked = contenders.filter(({ contender }) =>
  ['sessions', 'sessions-hardened', 'tokens'].includes(contender),
);

/** A Redis that answers no is an outage like a Redis that does not answer. */
describe.for(asked)('$contender while Redis says no', ({ contender, environment }) => {
  let redis: RedisServer;
  let replicas: Replicas;
  let target: ContractTarget;

  beforeEach(async () => {
    redis = await startRedisServer('--maxmemory-policy', 'noeviction');
    // The test itself keeps all rights, whatever it takes from the replica.
    await redis.client.call('ACL', 'SETUSER', 'tester', 'on', 'nopass', '~*', '&*', '+@all');
    await redis.client.call('AUTH', 'tester', 'any');
    replicas = await startReplicas({ contender, redisUrl: redis.url, count: 1, environment });
    target = targetOf(replicas, 'cookie');
  });
  afterEach(async () => {
    await replicas.stop();
    await redis.stop();
  });

  const lines = (event: string) => {
    const output = replicas.all[0]?.process.output() ?? '';
    return output.split('\n').filter((line) => line.includes(`"event":"${event}"`)).length;
  };
  /** Stacks that the replica has printed beside its log: Express prints one for an error after the answer. */
  const stacks = () =>
    (replicas.all[0]?.process.output() ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '));
  const refused = [503, 'store_unavailable', '1'];
  const expectAnswer = ({ status, body, headers }: Answer, mayServe: boolean): void => {
    if (mayServe && status === 200) return;
    expect([status, body.code, headers.get('retry-after')]).toEqual(refused);
  };
  const status = async (path: string) => (await target.client().get(path)).status;

  const ofThis = contender === 'tokens' ? [...refusals, forbidsInAScript] : refusals;
  test.for(ofThis)('which $name', async ({ begin, end, serves }) => {
    const user = await target.member();
    const anyone = target.client();
    const account = target.nextAccount();
    await begin(redis.client);

    for (let round = 0; round < 3; round += 1) {
      expectAnswer(await user.get('/orders'), serves === 'reads');
      expectAnswer(await user.put('/cart', { items: [] }), contender === 'tokens');
      // `sessions` needs no GET for a login.
      expectAnswer(await anyone.login(account), serves === 'writes');
      expect(await status('/readyz')).toBe(503);
      expect(await status('/catalog')).toBe(200);
      // Meanwhile the replica tries by itself whether Redis is back. It must not take a connection for an answer.
      await refusesOnceMore(redis.client);
    }
    await expect.poll(() => lines('store-away')).toBe(1);
    expect(lines('store-back')).toBe(0);
    expect(lines('fault')).toBe(0);
    expect(stacks()).toEqual([]);

    await end(redis.client);
    await askUntil(
      () => user.get('/readyz'),
      (answer) => answer.status === 200,
      1,
    );
    expect(await status('/readyz')).toBe(200);
    expect((await anyone.login(account)).status).toBe(200);
    expect((await user.get('/orders')).status).toBe(200);
    await expect.poll(() => lines('store-back')).toBe(1);
    expect(lines('store-away')).toBe(1);
  });

  test('which closes the connection once: one line when it goes, one when it is back', async () => {
    const user = await target.member();
    await killClients(redis.client);
    await expect.poll(() => lines('store-back')).toBe(1);
    expect(lines('store-away')).toBe(1);
    expect((await user.get('/orders')).status).toBe(200);
  });

  test('from the start: the replica starts, is not ready, and serves when Redis does', async () => {
    await set(redis.client, 'requirepass', 'a-new-password');
    const { promise: unready, resolve: onUnready } = Promise.withResolvers<void>();
    const settings = { contender, redisUrl: redis.url, count: 1, environment, onUnready };
    const late = startReplicas(settings);
    // It counts as started when it is ready, so the refusal must end while it waits.
    const isReady = late.then(() => 'ready');
    expect(await Promise.race([unready.then(() => 'not ready'), isReady])).toBe('not ready');
    await set(redis.client, 'requirepass', '');
    const started = await late;
    expect(started.all[0]?.process.output()).not.toContain('"event":"fault"');
    await started.stop();
  });
});
