import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { storeConnection } from '../../infra/redis/connection.ts';
import type { Arm, Stack, StackDriver, Standby, Store } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { ask, type Running, requireArm, standIn } from './running.ts';

export function describeStoreFaults(now: () => Running): void {
  const store = (): Store => now().floor.store;
  const askStore = async () => (await ask(`${now().floor.url}/store`)).status;

  afterEach(async () => {
    await store().persist('nothing');
    await store().resume();
    await store().start();
    await store().untilReady();
  });

  test('killed and started again: it has the same address and no data', async () => {
    await store().command('SET', 'key', 'value');
    await store().kill();
    expect(store().state()).toBe('stopped');
    expect(await askStore()).toBe(503);
    await expect(store().counters()).rejects.toThrow();
    await store().start();
    await store().untilReady();
    expect(await askStore()).toBe(200);
    expect(await store().command('GET', 'key')).toBeNull();
    expect((await store().counters()).calls.get).toBe(1);
  });

  test('told to persist: it still has acknowledged writes after a kill', async () => {
    await store().persist('aof');
    await store().kill();
    await store().start();
    await store().untilReady();
    await store().command('SET', 'key', 'value');
    await store().kill();
    await store().start();
    await store().untilReady();
    expect(await store().command('GET', 'key')).toBe('value');
    await store().command('FLUSHALL');
  });

  test('frozen: commands end in an error and not in a hang; resumed: it answers again', async () => {
    await store().freeze();
    expect(store().state()).toBe('frozen');
    expect(await askStore()).toBe(503);
    await expect(store().counters()).rejects.toThrow();
    await store().resume();
    await store().untilReady();
    expect(await askStore()).toBe(200);
    expect((await store().counters()).reads).toBeGreaterThan(0);
  });
}

export function describeStore(now: () => Running): void {
  const store = (): Store => now().floor.store;

  test('counts commands, reads and bytes exactly, without those of the harness', async () => {
    const before = await store().counters();
    expect((await store().counters()).calls).toEqual(before.calls);
    for (let request = 0; request < 5; request += 1) await ask(`${now().floor.url}/store`);
    const after = await store().counters();
    expect((after.calls.ping ?? 0) - (before.calls.ping ?? 0)).toBe(5);
    // The stand-in sends its password and PING at once. Redis also counts a read when the stand-in closes.
    const sent = `AUTH ${'x'.repeat(43)}\r\nPING\r\n`;
    expect(after.inputBytes - before.inputBytes).toBe(5 * sent.length);
    expect(after.outputBytes - before.outputBytes).toBe(5 * '+OK\r\n+PONG\r\n'.length);
    expect(after.reads - before.reads).toBe(2 * 5);
    expect(after.cpuUs).toBeGreaterThanOrEqual(before.cpuUs);
  });

  test('an error reply rejects the command, and the connection still works', async () => {
    await store().command('SET', 'word', 'text');
    await expect(store().command('LPUSH', 'word', 'x')).rejects.toThrow('WRONGTYPE');
    expect(await store().command('GET', 'word')).toBe('text');
    await store().command('FLUSHALL');
  });

  test('refuses a client that does not know its password', async () => {
    const { host, port } = store();
    const stranger = storeConnection(host, port);
    const guesser = storeConnection(host, port, 'a-password-of-another-arm');
    await expect(stranger.call('PING')).rejects.toThrow('NOAUTH');
    await expect(guesser.call('PING')).rejects.toThrow();
    stranger.close();
    guesser.close();
  });

  test('belongs to one arm only', async () => {
    await store().command('SET', 'mine', '1');
    expect(await now().sticky.store.command('GET', 'mine')).toBeNull();
    await store().command('FLUSHALL');
  });
}

/** A real second Redis and three real sentinels. A standby is promoted only once, so it has a stack of its own. */
export function describeStandby(driver: StackDriver): void {
  describe(`a standby of the ${driver} driver`, () => {
    let stack: Stack;
    let arm: Arm;
    let standby: Standby;
    beforeAll(async () => {
      const single = { contender: 'sessions', replicas: 1 };
      stack = await startStack(
        {
          driver,
          arms: [
            { ...single, arm: 'doubled', storeLinks: true, standby: true },
            { ...single, arm: 'alone' },
          ],
        },
        standIn,
      );
      arm = requireArm(stack, 'doubled');
      const found = stack.standbys.get('doubled');
      if (found === undefined) throw new Error('no standby');
      standby = found;
    }, 300_000);
    afterAll(() => stack?.stop());

    const statusOf = async (path: string) => (await ask(`${arm.url}${path}`)).status;

    test('exists for the arm that asked for one, and for no other arm', () => {
      expect([...stack.standbys.keys()]).toEqual(['doubled']);
    });

    test('is promoted when the store is killed, and lacks the writes acknowledged after it fell behind', async () => {
      await arm.store.command('SET', 'early', '1');
      expect(await arm.store.command('WAIT', '1', '5000')).toBe(1);
      await standby.fallBehind();
      expect(await arm.store.command('SET', 'late', '1')).toBe('OK');
      expect(await statusOf('/store?key=late')).toBe(200);

      await arm.store.kill();
      expect(await statusOf('/store')).toBe(503);
      await standby.untilPromoted();
      expect(await statusOf('/store?key=early')).toBe(200);
      expect(await statusOf('/store?key=late')).toBe(503);
      expect(await statusOf('/store')).toBe(200);
    }, 30_000);
  });
}
