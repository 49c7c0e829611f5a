import { afterEach, expect, test } from 'vitest';
import type { Store } from '../stack.ts';
import { ask } from './ask.ts';
import type { Running } from './running.ts';

export function describeStoreFaults(now: () => Running): void {
  const store = (): Store => now().floor.store;
  const askStore = async () => (await ask(`${now().floor.url}/store`)).status;

  afterEach(async () => {
    await store().persist('nothing');
    await store().resume();
    await store().start();
    await store().untilReady();
  });

  test('killed and started again: at the same address, without what it held', async () => {
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

  test('told to persist: what was acknowledged is still there after a kill', async () => {
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

  test('frozen: questions end in an error and not in a hang; resumed: they are answered again', async () => {
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

  test('counts commands, reads and bytes exactly, and its own questions not at all', async () => {
    const before = await store().counters();
    expect((await store().counters()).calls).toEqual(before.calls);
    for (let request = 0; request < 5; request += 1) await ask(`${now().floor.url}/store`);
    const after = await store().counters();
    expect((after.calls.ping ?? 0) - (before.calls.ping ?? 0)).toBe(5);
    // The stand-in sends `PING\r\n` and reads `+PONG\r\n`; its closing the connection is a read as well.
    expect(after.inputBytes - before.inputBytes).toBe(5 * 'PING\r\n'.length);
    expect(after.outputBytes - before.outputBytes).toBe(5 * '+PONG\r\n'.length);
    expect(after.reads - before.reads).toBe(2 * 5);
    expect(after.cpuUs).toBeGreaterThanOrEqual(before.cpuUs);
  });

  test('an error of Redis is an error of the command, and the connection stays good', async () => {
    await store().command('SET', 'word', 'text');
    await expect(store().command('LPUSH', 'word', 'x')).rejects.toThrow('WRONGTYPE');
    expect(await store().command('GET', 'word')).toBe('text');
    await store().command('FLUSHALL');
  });

  test('belongs to one arm alone', async () => {
    await store().command('SET', 'mine', '1');
    expect(await now().sticky.store.command('GET', 'mine')).toBeNull();
    await store().command('FLUSHALL');
  });
}
