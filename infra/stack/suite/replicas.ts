import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Replica } from '../stack.ts';
import { ask, isSilent } from './ask.ts';
import type { Running } from './running.ts';

/** The replica that is broken, and mended after each test. */
function brokenReplica(now: () => Running): () => Replica {
  const second = (): Replica => {
    const replica = now().floor.replicas[1];
    if (replica === undefined) throw new Error('floor has no second replica');
    return replica;
  };
  afterEach(async () => {
    await second().resume();
    await second().start();
    await second().untilReady();
  });
  return second;
}

export function describeReplicas(now: () => Running): void {
  const second = brokenReplica(now);

  test('each answer at an address of its own, and keep a private port', async () => {
    for (const replica of now().floor.replicas) {
      expect((await ask(replica.url)).body.replica).toBe(replica.name);
      expect((await ask(`${replica.metricsUrl}/metrics`)).body.replica).toBe(replica.name);
    }
  });

  test('killed: nobody answers; started again: another process at the same address', async () => {
    const { url } = second();
    const before = await ask(url);
    const { beforeMs, afterMs } = await second().kill();
    expect(afterMs).toBeGreaterThan(beforeMs);
    expect(second().state()).toBe('stopped');
    expect(await isSilent(url)).toBe(true);
    await second().start();
    await second().untilReady();
    expect(second().state()).toBe('running');
    expect((await ask(url)).body.replica).toBe('floor-2');
    expect((await ask(url)).body.pid).not.toBe(before.body.pid);
  });

  test('killed: users do not notice, because the balancer asks another', async () => {
    await second().kill();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask(`${now().floor.url}/orders`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.replica))).toEqual(
      new Set(['floor-1', 'floor-3']),
    );
  });

  test('frozen: silent; resumed: the same process goes on', async () => {
    const { url } = second();
    const before = await ask(url);
    await second().freeze();
    expect(second().state()).toBe('frozen');
    expect(await isSilent(url)).toBe(true);
    await second().resume();
    expect((await ask(url)).body.pid).toBe(before.body.pid);
  });

  test('killed while frozen: gone', async () => {
    await second().freeze();
    await second().kill();
    expect(second().state()).toBe('stopped');
  });
}

export function describeReplicaEnds(now: () => Running): void {
  const second = brokenReplica(now);

  test('drained: what is in flight is finished, then the process is gone', async () => {
    const inFlight = ask(`${second().url}/slow?ms=300`);
    await sleep(100);
    await second().drain();
    expect(second().state()).toBe('stopped');
    expect((await inFlight).status).toBe(200);
  });

  test('every verb may be repeated', async () => {
    await second().kill();
    await second().kill();
    await second().drain();
    await second().resume();
    await second().start();
    await second().start();
    await second().untilReady();
    expect(second().state()).toBe('running');
  });

  test('frozen when stopped is refused in words', async () => {
    await second().kill();
    await expect(second().freeze()).rejects.toMatchObject({ code: 'not_possible' });
  });

  test('not ready: the error names the part and shows its log', async () => {
    await second().kill();
    await expect(second().untilReady(500)).rejects.toMatchObject({
      code: 'part_failed',
      message: expect.stringMatching(/^floor-2 .*ready at/s),
    });
    expect((await second().logTail(1)).join()).toContain('floor-2 ready at');
  });
}
