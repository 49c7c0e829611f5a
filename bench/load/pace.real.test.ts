import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { reservePorts } from '../../infra/stack/ports.ts';
import { answer, type KnownServer, noEarlierThan, serveBytes, serveKnown } from './known-server.ts';
import { summarisePaced } from './pace/record.ts';
import { openPacer, type PacedLoad, type Pacer } from './pace.ts';

let pacer: Pacer;
const servers: KnownServer[] = [];

beforeAll(async () => {
  pacer = await openPacer();
});
afterAll(() => pacer.close());
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

const load = (url: string, change: Partial<PacedLoad> = {}): PacedLoad => ({
  url,
  plan: [{ method: 'GET', path: '/', population: 'public' }],
  ratePerSecond: 200,
  durationMs: 500,
  ...change,
});

test('a server that takes 20 ms reads 20 ms or a little more, whatever is in flight', async () => {
  const url = await serve((_request, response) => noEarlierThan(20, () => answer(response, 200)));
  const beforeMs = performance.now();
  const outcome = await pacer.start(load(url)).done;
  const afterMs = performance.now();
  const { requests, accepted, latencyUs } = summarisePaced(outcome);
  expect({ requests, accepted, notSent: outcome.notSent }).toEqual({
    requests: 100,
    accepted: 100,
    notSent: 0,
  });
  for (const { sentMs, doneMs } of outcome.records)
    expect(doneMs - sentMs).toBeGreaterThanOrEqual(20);
  expect(latencyUs.p50).toBeGreaterThanOrEqual(20_000);
  // However busy the machine is: no request took longer than all of them. A wrong unit does.
  expect(latencyUs.p50).toBeLessThan(1_000 * (afterMs - beforeMs));
  // The stamps of the pacer's process stand on this process's clock.
  expect(outcome.startedAtMs).toBeGreaterThan(beforeMs);
  expect(outcome.records.at(-1)?.doneMs).toBeLessThan(afterMs);
  expect(
    outcome.records.map(({ intendedMs }) => Math.round(intendedMs - outcome.startedAtMs)),
  ).toEqual(Array.from({ length: 100 }, (_, k) => k * 5));
});

test('a stall of the server shows in all that fell due meanwhile, not in one request', async () => {
  let stalledUntilMs = 0;
  let count = 0;
  const url = await serve((_request, response) => {
    count += 1;
    if (count === 20) stalledUntilMs = performance.now() + 200;
    noEarlierThan(Math.max(0, stalledUntilMs - performance.now()), () => answer(response, 200));
  });
  const { records } = await pacer.start(load(url)).done;
  // 200 ms at 200 per second: 40 fell due, and the half of them that came first waited at least 100 ms.
  const waited = records.filter(({ intendedMs, doneMs }) => doneMs - intendedMs >= 99);
  expect(waited.length).toBeGreaterThanOrEqual(18);
});

test('the k-th request is the planned one, with its credential and its id, and comes back with its head', async () => {
  const seen: string[] = [];
  const url = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { cookie, 'x-request-id': id } = request.headers;
      seen.push(`${request.method} ${request.url} ${cookie} ${id} ${body}`);
      const head = {
        'x-replica': 'r-1',
        'x-upstream': '10.0.0.1:80, 10.0.0.2:80',
        'x-upstream-status': '502, 200',
      };
      answer(response, request.method === 'POST' ? 201 : 200, {}, head);
    });
  });
  await pacer.provide('valid', [{ cookie: 'v=0' }, { cookie: 'v=1' }]);
  await pacer.provide('revoked', [{ cookie: 'r=0' }]);
  const { records } = await pacer.start(
    load(url, {
      plan: [
        { method: 'GET', path: '/me', population: 'valid', credentials: 'valid' },
        {
          method: 'POST',
          path: '/orders',
          population: 'revoked',
          credentials: 'revoked',
          body: '{"n":1}',
        },
      ],
      ratePerSecond: 50,
      durationMs: 80,
      requestIdPrefix: 'x-',
    }),
  ).done;
  expect(seen.toSorted()).toEqual([
    'GET /me v=0 x-0 ',
    'GET /me v=1 x-2 ',
    'POST /orders r=0 x-1 {"n":1}',
    'POST /orders r=0 x-3 {"n":1}',
  ]);
  expect(records[1]).toMatchObject({
    k: 1,
    kind: 1,
    population: 'revoked',
    outcome: 'status',
    status: 201,
    replica: 'r-1',
    upstream: '10.0.0.1:80, 10.0.0.2:80',
    upstreamStatus: '502, 200',
    error: null,
  });
});

test('each end of a transport has its own outcome', async () => {
  const short = { ratePerSecond: 20, durationMs: 100, timeoutMs: 300 };
  const outcomesOf = async (url: string) => {
    const { records } = await pacer.start(load(url, short)).done;
    return new Set(records.map(({ outcome, status }) => `${outcome} ${status}`));
  };
  const { first: closed, release } = await reservePorts(1, Math.random);
  expect(await outcomesOf(`http://127.0.0.1:${closed}`)).toEqual(new Set(['refused null']));
  release();
  expect(await outcomesOf(await serveRaw((socket) => socket.resetAndDestroy()))).toEqual(
    new Set(['reset null']),
  );
  expect(await outcomesOf(await serveRaw((socket) => socket.end()))).toEqual(
    new Set(['reset null']),
  );
  expect(await outcomesOf(await serveRaw(() => undefined))).toEqual(new Set(['timeout null']));
  const cutOff = 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok"';
  expect(await outcomesOf(await serveRaw((socket) => socket.end(cutOff)))).toEqual(
    new Set(['short-body 200']),
  );
  // A head and then silence is a timeout, with the status that came.
  expect(await outcomesOf(await serveRaw((socket) => socket.write(cutOff)))).toEqual(
    new Set(['timeout 200']),
  );
  expect(await outcomesOf(await serve((_request, response) => answer(response, 503)))).toEqual(
    new Set(['status 503']),
  );
});

test('requests that could not be sent are counted and not hidden', async () => {
  const url = await serveRaw(() => undefined);
  const { records, notSent } = await pacer.start(
    load(url, { maxInFlight: 10, timeoutMs: 2_000, durationMs: 200 }),
  ).done;
  expect(records).toHaveLength(10);
  expect(notSent).toBe(30);
});

test('a load can be stopped, and others beside it go on', async () => {
  const url = await serve((_request, response) => answer(response, 200));
  const long = pacer.start(load(url, { durationMs: 60_000 }));
  const beside = pacer.start(load(url, { durationMs: 300 }));
  await delay(100);
  await long.stop();
  const stopped = await long.done;
  expect(stopped.records.length).toBeGreaterThan(0);
  expect(stopped.records.length).toBeLessThan(12_000);
  expect((await beside.done).records).toHaveLength(60);
});

test('a load with credentials that were not provided is refused by name', async () => {
  const plan = [{ method: 'GET', path: '/', population: 'valid', credentials: 'missing' }] as const;
  await expect(pacer.start(load('http://127.0.0.1:1', { plan })).done).rejects.toThrow('missing');
});
