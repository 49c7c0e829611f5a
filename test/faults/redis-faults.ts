import { expect } from 'vitest';
import { linkOf } from '../../bench/experiments/failover/fault.ts';
import type { Store } from '../../infra/stack/stack.ts';
import { until } from '../../infra/stack/until.ts';
import type { Check } from './lab.ts';
import { factOf, meetStore, pidOf, stateOf, statusAt, statusesOf } from './look.ts';

/** Which process of Redis runs, and how many keys of the test are in it. */
async function lookAt(store: Store) {
  return {
    run: await factOf(store, 'run_id'),
    own: Number(await store.command('EXISTS', ...ownKeys)),
  };
}

/** Enough that a policy which evicts at random hits one of them. */
const ownKeys = Array.from({ length: 300 }, (_, index) => `of-the-test:${index}`);

/** As long as a credential of the lab lives. */
const lifeSeconds = '900';

async function write(store: Store, keys: readonly string[] = ownKeys): Promise<void> {
  for (const key of keys) await store.command('SET', key, 'x'.repeat(200), 'EX', lifeSeconds);
}

/** The faults that are done to Redis or to the way there. */
export const redisChecks: Readonly<Record<string, Check>> = {
  'redis-down': async ({ tokens, sessions, on }) => {
    const fault = on(tokens);
    const pid = Number(await factOf(tokens.store, 'process_id'));
    await fault.inject();
    expect(stateOf(pid)).toBe('gone');
    await fault.heal();
    // It stays down for the rest of the watch.
    expect(await meetStore(tokens.store)).toBe('refused');
    expect(await meetStore(sessions.store)).toBe('answers');
    await fault.undo();
    expect(await meetStore(tokens.store)).toBe('answers');
  },

  'redis-frozen': async ({ tokens, sessions, on }) => {
    const fault = on(tokens);
    await write(tokens.store);
    const before = await lookAt(tokens.store);
    const pid = Number(await factOf(tokens.store, 'process_id'));
    await fault.inject();
    expect(stateOf(pid)).toBe('T');
    expect(await meetStore(tokens.store)).toBe('silent');
    expect(await meetStore(sessions.store)).toBe('answers');
    await fault.undo();
    expect(await lookAt(tokens.store)).toEqual(before);
  },

  'redis-restarted-empty': async ({ tokens, sessions, on }) => {
    const fault = on(tokens);
    await write(tokens.store);
    await write(sessions.store);
    const [before, spared] = [await lookAt(tokens.store), await lookAt(sessions.store)];
    await fault.inject();
    expect(await meetStore(tokens.store)).toBe('refused');
    expect(await lookAt(sessions.store)).toEqual(spared);
    await fault.undo();
    expect(await tokens.store.command('DBSIZE')).toBe(0);
    expect(await factOf(tokens.store, 'run_id')).not.toBe(before.run);
  },

  'redis-restarted-from-aof': async ({ tokens, on }) => {
    const fault = on(tokens);
    await fault.prepare();
    await write(tokens.store);
    const before = await lookAt(tokens.store);
    await fault.inject();
    expect(await meetStore(tokens.store)).toBe('refused');
    await fault.heal();
    await tokens.store.untilReady();
    const after = await lookAt(tokens.store);
    expect([after.own, after.run === before.run]).toEqual([ownKeys.length, false]);
    await fault.undo();
    expect(await factOf(tokens.store, 'aof_enabled')).toBe('0');
    expect((await lookAt(tokens.store)).own).toBe(0);
  },

  'redis-flushed': async ({ tokens, sessions, on }) => {
    const fault = on(tokens);
    await write(tokens.store);
    await write(sessions.store);
    const [before, spared] = [await lookAt(tokens.store), await lookAt(sessions.store)];
    await fault.inject();
    expect(await tokens.store.command('DBSIZE')).toBe(0);
    expect(await lookAt(tokens.store)).toEqual({ ...before, own: 0 });
    expect(await lookAt(sessions.store)).toEqual(spared);
    await fault.undo();
  },

  'redis-full': async ({ tokens, form: { variant }, on }) => {
    const { store } = tokens;
    const fault = on(tokens);
    await write(store);
    const evictedBefore = Number(await factOf(store, 'evicted_keys'));
    await fault.inject();
    expect(await factOf(store, 'maxmemory_policy')).toBe(variant);
    const evicted = Number(await factOf(store, 'evicted_keys')) - evictedBefore;
    const { own } = await lookAt(store);
    if (variant === 'noeviction') {
      expect([evicted, own]).toEqual([0, ownKeys.length]);
      await expect(store.command('SET', 'one-more', 'x')).rejects.toThrow('OOM');
    } else {
      expect(evicted).toBeGreaterThan(0);
      expect(await store.command('SET', 'one-more', 'x')).toBe('OK');
    }
    // These two are certain to hit what ends sooner than the records that fill Redis.
    if (variant === 'allkeys-random' || variant === 'volatile-ttl') {
      expect(own).toBeLessThan(ownKeys.length);
    }
    await fault.undo();
    expect(await factOf(store, 'maxmemory')).toBe('0');
    expect(await factOf(store, 'maxmemory_policy')).toBe('noeviction');
    expect(await store.command('KEYS', 'filler:*')).toEqual([]);
    await write(store);
    expect((await lookAt(store)).own).toBe(ownKeys.length);
  },

  'redis-slow': async ({ tokens, sessions, on }) => {
    const fault = on(tokens);
    const fastest = async ({ replicas }: typeof tokens) => {
      const measured = replicas.map((replica) => linkOf(replica).measureRoundTripMs(5));
      return (await Promise.all(measured)).map((samples) => Math.min(...samples));
    };
    await fault.inject();
    const slowMs = 2 * 40;
    expect(Math.min(...(await fastest(tokens)))).toBeGreaterThanOrEqual(slowMs);
    expect(Math.max(...(await fastest(sessions)))).toBeLessThan(slowMs);
    await fault.undo();
    expect(Math.max(...(await fastest(tokens)))).toBeLessThan(slowMs);
  },

  'redis-failover': async ({ doubled, logInAt, on }) => {
    const fault = on(doubled);
    const [replica] = doubled.replicas;
    if (replica === undefined) throw new RangeError('an arm without replicas');
    const early = await logInAt(replica);
    await fault.beforeRevoking();
    const late = await logInAt(replica);
    expect([await statusAt(replica, early), await statusAt(replica, late)]).toEqual([200, 200]);
    await fault.inject();
    expect(await meetStore(doubled.store)).toBe('refused');
    await fault.heal();
    // The master that the replicas ask now has the first of the two sessions and never heard of the second.
    const isAsked = async () => (await statusAt(replica, early)) !== 503;
    expect(await until(isAsked, 30_000, 50)).toBe(true);
    expect([await statusAt(replica, early), await statusAt(replica, late)]).toEqual([200, 401]);
    await fault.cleanUp();
    await doubled.store.untilReady();
  },

  'library-defaults': async ({ tokens, logInAt, on }) => {
    const fault = on(tokens);
    const [replica] = tokens.replicas;
    if (replica === undefined) throw new RangeError('an arm without replicas');
    const credential = await logInAt(replica);
    // With the options of this lab a replica says soon that Redis cannot be asked; without them it waits on.
    await tokens.store.freeze();
    expect(await statusesOf(tokens, credential)).toEqual([503, 503]);
    await tokens.store.resume();
    await fault.prepare();
    const pids = await Promise.all(tokens.replicas.map(pidOf));
    expect(await statusesOf(tokens, credential)).toEqual([200, 200]);
    await fault.inject();
    expect(await meetStore(tokens.store)).toBe('silent');
    expect(await statusesOf(tokens, credential)).toEqual([0, 0]);
    await fault.undo();
    expect(pids.map(stateOf)).toEqual(['gone', 'gone']);
    await tokens.store.freeze();
    expect(await statusesOf(tokens, credential)).toEqual([503, 503]);
    await tokens.store.resume();
  },
};
