import type { Socket } from 'node:net';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { reservePorts } from '../../../infra/stack/ports.ts';
import { until } from '../../../infra/stack/until.ts';
import {
  answer,
  type KnownServer,
  noEarlierThan,
  serveBytes,
  serveKnown,
} from '../known-server.ts';
import { type Generator, openGenerator } from './generator.ts';

let generator: Generator;
const servers: KnownServer[] = [];

beforeAll(async () => {
  generator = await openGenerator();
});
afterAll(() => generator.close());
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(handler: Parameters<typeof serveKnown>[0]) {
  const server = await serveKnown(handler);
  servers.push(server);
  return server.url;
}

async function serveRaw(onRequest: Parameters<typeof serveBytes>[0]) {
  const server = await serveBytes(onRequest);
  servers.push(server);
  return server.url;
}

const okText = 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX-Replica: r\r\n\r\n{"ok":true}';

test('a server that takes 20 ms reads 20 ms or a little more, in every percentile', async () => {
  const url = await serve((_request, response) => noEarlierThan(20, () => answer(response, 200)));
  const trial = await generator.run({ url, path: '/', connections: 4, requests: 120 });
  expect(trial).toMatchObject({
    requests: 120,
    accepted: 120,
    errors: 0,
    desynced: 0,
  });
  const histogram = decodeFromCompressedBase64(trial.latencyUs.histogram);
  expect(histogram.minNonZeroValue).toBeGreaterThanOrEqual(20_000);
  // Each connection asks 30 times, so half of the answers took no longer than a fifteenth of it.
  expect(trial.latencyUs.p50).toBeLessThan(1_000 * (trial.durationMs / 15 + 5));
  expect(trial.latencyUs.p90).toBeGreaterThanOrEqual(trial.latencyUs.p50);
});

test('the end of a trial is its last answer, and no tick of the generator', async () => {
  const url = await serve((_request, response) => noEarlierThan(20, () => answer(response, 200)));
  const isShorterThanATick = async () => {
    const beforeMs = performance.now();
    const trial = await generator.run({ url, path: '/', connections: 10, requests: 50 });
    const afterMs = performance.now();
    // Five answers one after the other on each connection.
    expect(trial.durationMs).toBeGreaterThanOrEqual(100);
    expect(trial.durationMs).toBeLessThan(afterMs - beforeMs);
    return trial.durationMs < 1_000;
  };
  // autocannon would always say one second, its sampling interval. A machine that stands still is asked again.
  expect(await until(isShorterThanATick, 20_000)).toBe(true);
});

test('each request presents the next credential, beginning where it is told, and none is hot', async () => {
  const seen = new Map<string, number>();
  const url = await serve((request, response) => {
    const name = String(request.headers.authorization);
    seen.set(name, (seen.get(name) ?? 0) + 1);
    answer(response, 200);
  });
  const headers = Array.from({ length: 100 }, (_, index) => ({ authorization: `Bearer ${index}` }));
  await generator.provide('people', headers);
  const load = { url, path: '/', credentials: 'people', connections: 7, requests: 60 };
  await generator.run(load);
  expect([...seen.keys()].toSorted()).toEqual(
    Array.from({ length: 60 }, (_, index) => `Bearer ${index}`).toSorted(),
  );
  await generator.run({ ...load, firstCredential: 60 });
  // 60 to 99, and round again from 0 to 19.
  expect(seen.size).toBe(100);
  expect([...seen.values()].filter((count) => count === 2)).toHaveLength(20);
  expect(seen.get('Bearer 19')).toBe(2);
  expect(seen.get('Bearer 20')).toBe(1);
});

test('statuses and replicas are counted, and only accepted answers have a latency', async () => {
  let count = 0;
  const url = await serve((_request, response) => {
    count += 1;
    answer(response, count % 3 === 0 ? 401 : 200, {}, { 'X-Replica': `r-${count % 2}` });
  });
  const trial = await generator.run({ url, path: '/', connections: 1, requests: 30 });
  expect(trial.statuses).toEqual({ 200: 20, 401: 10 });
  expect(trial.accepted).toBe(20);
  expect(trial.replicaCounts).toEqual({ 'r-0': 15, 'r-1': 15 });
  // The first answer of the connection holds the handshake and is left out.
  expect(trial.latencyUs.count).toBe(19);
  expect(trial.latencyUs.p99).toBeNull();
});

describe('a server that closes connections', () => {
  test('is flagged as desynced, and later answers are not given to the request before', async () => {
    const answerSoon = (socket: Socket) => setTimeout(() => socket.write(okText), 5);
    const steady = await serveRaw(answerSoon);
    const closing = await serveRaw((socket, count) => {
      // The 20th request of a connection is not answered: the connection ends instead.
      if (count === 20) socket.end();
      else answerSoon(socket);
    });
    const load = { path: '/', connections: 2, requests: 100 };
    const readAlike = async () => {
      const control = await generator.run({ ...load, url: steady });
      const trial = await generator.run({ ...load, url: closing });
      expect(control.desynced).toBe(0);
      expect(trial.desynced).toBeGreaterThan(0);
      expect(load.requests - trial.requests).toBe(trial.desynced);
      return trial.latencyUs.p50 < 1.6 * control.latencyUs.p50;
    };
    // Unrepaired, every answer after a close reads as two, then three times what it took. A busy machine may slow one of
    // the two runs, so they are repeated.
    expect(await until(readAlike, 20_000)).toBe(true);
  });

  test('by reset counts as errors as well', async () => {
    const url = await serveRaw((socket, count) => {
      if (count === 10) socket.resetAndDestroy();
      else socket.write(okText);
    });
    const trial = await generator.run({ url, path: '/', connections: 2, requests: 60 });
    expect(trial.errors).toBeGreaterThan(0);
    expect(trial.requests).toBeLessThan(60);
  });

  test('in the middle of a body is flagged as a short body', async () => {
    const url = await serveRaw((socket, count) => {
      if (count === 5) socket.end(okText.slice(0, -4));
      else socket.write(okText);
    });
    const trial = await generator.run({ url, path: '/', connections: 1, requests: 12 });
    expect(trial.shortBodies).toBeGreaterThan(0);
  });

  test('and is gone afterwards leaves requests unanswered, with errors', async () => {
    const { first: closed, release } = await reservePorts(1, Math.random);
    const url = `http://127.0.0.1:${closed}`;
    const trial = await generator.run({ url, path: '/', connections: 2, requests: 10 });
    release();
    expect(trial).toMatchObject({ requests: 0, accepted: 0, durationMs: 0 });
    expect(trial.errors).toBeGreaterThan(0);
    expect(trial.latencyUs.count).toBe(0);
  });
});

test('a server that falls silent is cut off at the deadline', async () => {
  const url = await serveRaw((socket, count) => {
    if (count < 5) socket.write(okText);
  });
  const trial = await generator.run({
    url,
    path: '/',
    connections: 1,
    requests: 10,
    deadlineMs: 300,
  });
  expect(trial.requests).toBe(4);
});

test('a generator that cannot keep up shows it, and an idle one too', async () => {
  // Reading so many header lines costs the generator far more than writing them costs the server. So the generator is
  // the slower of the two, also while other programs take turns of the CPU from both.
  const lines = Array.from({ length: 150 }, (_, index) => `X-Line-${index}: ${'a'.repeat(20)}\r\n`);
  const long = okText.replace('X-Replica: r\r\n', (line) => line + lines.join(''));
  const fast = await serveRaw((socket) => socket.write(long));
  const utilizationOfRun = async () => {
    const saturating = { url: fast, path: '/', connections: 64, requests: 3_000 };
    return (await generator.run(saturating)).utilization;
  };
  // 0.8 is the limit of the gate that makes a trial invalid. A machine may stand still once, so the test asks again.
  expect(await until(async () => (await utilizationOfRun()) > 0.8, 20_000)).toBe(true);
  const slow = await serve((_request, response) => noEarlierThan(20, () => answer(response, 200)));
  const idle = await generator.run({ url: slow, path: '/', connections: 2, requests: 40 });
  expect(idle.utilization).toBeLessThan(0.5);
});

test('bad requests are refused by name, and the generator goes on', async () => {
  const url = await serve((_request, response) => answer(response, 200));
  const load = { url, path: '/', connections: 4, requests: 8 };
  await expect(generator.run({ ...load, credentials: 'missing' })).rejects.toThrow('missing');
  await expect(generator.run({ ...load, requests: 3 })).rejects.toThrow('3 requests cannot fill 4');
  const first = generator.run(load);
  await expect(generator.run(load)).rejects.toThrow('already running');
  expect((await first).accepted).toBe(8);
});
