import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import type { Balancer } from '../../infra/stack/stack.ts';
import { until } from '../../infra/stack/until.ts';
import { ask, isSilent, type Running } from './running.ts';

export function describeBalancer(now: () => Running): void {
  const balancer = (): Balancer => now().stack.balancer;

  test('sends requests to the replicas in turn and names the replica in a header', async () => {
    const seen: string[] = [];
    for (let request = 0; request < 6; request += 1) {
      const { headers } = await ask(`${now().floor.url}/orders`);
      expect(headers['x-upstream-status']).toBe('200');
      expect(headers['x-upstream']).toMatch(/^[\d.]+:\d+$/);
      seen.push(String(headers['x-replica']));
    }
    expect(seen.slice(0, 3).toSorted()).toEqual(['floor-1', 'floor-2', 'floor-3']);
    expect(seen.slice(3)).toEqual(seen.slice(0, 3));
  });

  test('passes a request id through, and makes one when the request has none', async () => {
    const { url } = now().floor;
    const own = await ask(url, { 'x-request-id': 'mine' });
    expect(own.headers['x-request-id']).toBe('mine');
    const made = await ask(url);
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('answers problem+json when it refuses a request itself', async () => {
    const tooMuch = await ask(now().floor.url, { cookie: 'x'.repeat(10_000) });
    expect(tooMuch.status).toBe(400);
    expect(tooMuch.headers['content-type']).toBe('application/problem+json');
    expect(tooMuch.body).toMatchObject({ status: 400, code: 'balancer_headers_too_large' });
  });

  test('answers its ceiling route without a replica', async () => {
    const answer = await ask(`${now().floor.url}/balancer-ceiling`);
    expect(answer.status).toBe(204);
    expect(answer.headers['x-upstream']).toBeUndefined();
  });

  test('logs each request as one line of JSON, with its path and without its query', async () => {
    await ask(`${now().floor.url}/orders?token=secret`, { 'x-request-id': 'to-be-found' });
    const found = async () => {
      const log = await readFile(balancer().accessLogPath, 'utf8');
      return log.split('\n').find((line) => line.includes('to-be-found'));
    };
    expect(await until(async () => (await found()) !== undefined, 30_000, 50)).toBe(true);
    const line = JSON.parse((await found()) ?? '');
    expect(line).toMatchObject({ arm: 'floor', m: 'GET', u: '/orders', s: 200, us: '200' });
  });

  test('shows the settings that decide what users see during a fault', () => {
    expect(balancer().settings).toMatchObject({
      proxy_next_upstream: 'error timeout',
      'server fail_timeout': '2s',
    });
  });

  test('tells how much processor time it used, where the system counts it', async () => {
    const before = await balancer().cpuUs();
    for (let request = 0; request < 20; request += 1) await ask(now().floor.url);
    const after = await balancer().cpuUs();
    if (before === null) expect(after).toBeNull();
    else expect(after).toBeGreaterThan(before);
  });
}

export function describeStickiness(now: () => Running): void {
  test('pins a client to a replica by a cookie, for sticky contenders only', async () => {
    const first = await ask(`${now().sticky.url}/me`);
    const [cookie = ''] = String(first.headers['set-cookie']).split(';');
    for (let request = 0; request < 5; request += 1) {
      const again = await ask(`${now().sticky.url}/me`, { cookie });
      expect(again.body.replica).toBe(first.body.replica);
      expect(again.headers['set-cookie']).toBeUndefined();
    }
    expect((await ask(`${now().floor.url}/me`)).headers['set-cookie']).toBeUndefined();
  });

  test('moves a pinned client when its replica is dead, and gives it a new cookie', async () => {
    const { url, replicas } = now().sticky;
    const cookie = 'route_sticky=sticky-2';
    expect((await ask(url, { cookie })).body.replica).toBe('sticky-2');
    await replicas[1]?.kill();
    const moved = await ask(url, { cookie });
    expect(moved.status).toBe(200);
    expect(moved.body.replica).not.toBe('sticky-2');
    expect(String(moved.headers['set-cookie'])).toContain(`route_sticky=${moved.body.replica}`);
    await replicas[1]?.start();
    await replicas[1]?.untilReady();
  });
}

export function describeBalancerFaults(now: () => Running): void {
  const balancer = (): Balancer => now().stack.balancer;

  afterEach(async () => {
    await balancer().resume();
    await balancer().start();
    await balancer().untilReady();
  });

  test('reloaded, or with a worker killed, goes on answering', async () => {
    await balancer().reload();
    expect((await ask(now().floor.url)).status).toBe(200);
    await balancer().killWorker();
    expect((await ask(now().floor.url)).status).toBe(200);
  });

  test('sends nothing to a replica that left its list, and serves it again when it joined', async () => {
    const { url } = now().floor;
    const answering = async () => {
      const seen = new Set<unknown>();
      for (let request = 0; request < 6; request += 1) {
        seen.add((await ask(`${url}/orders`)).headers['x-replica']);
      }
      return [...seen].toSorted();
    };
    await balancer().leave('floor-2');
    await balancer().leave('floor-3');
    expect(await answering()).toEqual(['floor-1']);
    await expect(async () => await balancer().leave('floor-1')).rejects.toThrow('is the last');
    await balancer().join('floor-3');
    await balancer().join('floor-2');
    expect(await answering()).toEqual(['floor-1', 'floor-2', 'floor-3']);
  });

  test('killed: it does not answer; started again: it has the same addresses', async () => {
    await balancer().kill();
    expect(balancer().state()).toBe('stopped');
    expect(await isSilent(now().floor.url)).toBe(true);
    await balancer().start();
    await balancer().untilReady();
    expect((await ask(now().floor.url)).status).toBe(200);
  });

  test('frozen: all its workers are silent; resumed: it answers', async () => {
    await balancer().freeze();
    expect(await isSilent(now().floor.url)).toBe(true);
    await balancer().resume();
    expect((await ask(now().floor.url)).status).toBe(200);
  });
}
