import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Replica } from '../../infra/stack/stack.ts';
import { ask, isSilent, type Running } from './running.ts';

/** The replica that the tests break. It is mended after each test. */
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

  test('each have an address and a private port of their own', async () => {
    for (const replica of now().floor.replicas) {
      expect((await ask(replica.url)).body.replica).toBe(replica.name);
      expect((await ask(`${replica.metricsUrl}/metrics`)).body.replica).toBe(replica.name);
    }
  });

  test('killed: it does not answer; started again: a new process has the same address', async () => {
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

  test('killed: users notice nothing, because the balancer asks another replica', async () => {
    await second().kill();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask(`${now().floor.url}/orders`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.replica))).toEqual(
      new Set(['floor-1', 'floor-3']),
    );
  });

  test('with an open control, an action on it starts no other program', async () => {
    const third = now().floor.replicas[2];
    await third?.openControl();
    const open = controls();
    await third?.openControl();
    await third?.freeze();
    await third?.resume();
    expect(controls()).toEqual(open);
  });

  test('frozen: it is silent; resumed: the same process goes on', async () => {
    const { url } = second();
    const before = await ask(url);
    await second().freeze();
    expect(second().state()).toBe('frozen');
    expect(await isSilent(url)).toBe(true);
    await second().resume();
    expect((await ask(url)).body.pid).toBe(before.body.pid);
  });

  test('killed while frozen: it ends', async () => {
    await second().freeze();
    await second().kill();
    expect(second().state()).toBe('stopped');
  });
}

export function describeReplicaEnds(now: () => Running): void {
  const second = brokenReplica(now);

  test('drained: it finishes the requests in flight, then it ends', async () => {
    const inFlight = ask(`${second().url}/slow?ms=300`);
    await sleep(100);
    await second().drain();
    expect(second().state()).toBe('stopped');
    expect((await inFlight).status).toBe(200);
  });

  test('every verb can be repeated', async () => {
    await second().kill();
    await second().kill();
    await second().drain();
    await second().resume();
    await second().start();
    await second().start();
    await second().untilReady();
    expect(second().state()).toBe('running');
  });

  test('a stopped replica cannot be frozen', async () => {
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

/** The docker commands that lead into the container of `floor-3`; none in the native driver. */
function controls(): string[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /docker exec .*-floor-3-1 sh$/.test(line.trim()));
}
