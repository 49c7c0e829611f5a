import { afterEach, expect, test } from 'vitest';
import type { Link } from '../stack.ts';
import { until } from '../until.ts';
import { ask } from './ask.ts';
import type { Running } from './running.ts';

export function describeLinks(now: () => Running): void {
  const link = (): Link => {
    const storeLink = now().linked.replicas[0]?.storeLink;
    if (!storeLink) throw new Error('linked-1 has no link');
    return storeLink;
  };
  const askStore = async () => (await ask(`${now().linked.url}/store`)).status;

  afterEach(() => link().heal());

  test('are there for the arms that asked for them, and only for those', () => {
    expect(now().floor.replicas.map(({ storeLink }) => storeLink)).toEqual([null, null, null]);
  });

  test('carry what the replica asks of its store', async () => {
    const before = await now().linked.store.counters();
    expect(await askStore()).toBe(200);
    const after = await now().linked.store.counters();
    expect((after.calls.ping ?? 0) - (before.calls.ping ?? 0)).toBe(1);
  });

  test('delayed: a measured round trip takes at least twice the delay', async () => {
    await link().delay(20);
    expect(Math.min(...(await link().measureRoundTripMs(3)))).toBeGreaterThanOrEqual(2 * 20);
  });

  test.for(['cut', 'blackhole'] as const)(
    '%s: the replica has no store; healed: it has',
    async (fault) => {
      const { beforeMs, afterMs } = await link()[fault]();
      expect(afterMs).toBeGreaterThan(beforeMs);
      expect(await askStore()).toBe(503);
      // The store itself is well: the way to it is what is broken.
      expect(await now().linked.store.command('PING')).toBe('PONG');
      await link().heal();
      expect(await until(async () => (await askStore()) === 200, 5_000, 50)).toBe(true);
    },
  );

  test('closed: new connections are accepted', async () => {
    await link().close();
    expect(await askStore()).toBe(200);
  });
}
