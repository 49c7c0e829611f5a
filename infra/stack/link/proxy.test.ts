import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reservePorts } from '../ports.ts';
import { until } from '../until.ts';
import { measureRoundTripMs } from './client.ts';
import { healthy } from './crossing.ts';
import { LinkProxy } from './proxy.ts';

const host = '127.0.0.1';
const clients: Socket[] = [];
let echo: Server;
let proxy: LinkProxy;
let entrance: { host: string; port: number };

async function freePort(): Promise<number> {
  return (await reservePorts(1, Math.random)).first;
}

async function enter(): Promise<Socket> {
  const socket = connect({ ...entrance, noDelay: true });
  clients.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** A function that returns all bytes that the socket has received so far. */
function received(socket: Socket): () => string {
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
  });
  return () => text;
}

beforeEach(async () => {
  echo = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, host);
  await once(echo, 'listening');
  entrance = { host, port: await freePort() };
  const target = { host, port: (echo.address() as AddressInfo).port };
  proxy = new LinkProxy({ name: 'sessions-1', listen: entrance, target });
  await proxy.listen();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.become({ kind: 'cut' });
  echo.close();
});

describe('a healthy link', () => {
  test('delivers every byte unchanged and in order, even more than its buffers hold', async () => {
    const socket = await enter();
    const answer = received(socket);
    const sent = randomBytes(8 * 1024 * 1024);
    socket.write(sent);
    await until(() => answer().length >= sent.length, 20_000);
    expect(answer() === sent.toString('latin1')).toBe(true);
  });

  test('passes on the FIN of one side, and forgets the connection', async () => {
    const socket = await enter();
    socket.end('last words');
    const answer = received(socket);
    await once(socket, 'end');
    expect(answer()).toBe('last words');
    expect(await until(() => proxy.connections === 0, 5_000)).toBe(true);
  });

  test('resets the client when the store refuses the connection', async () => {
    echo.close();
    const socket = await enter();
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });
});

const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
);
const reason = hasIpv6 ? '' : ' (skipped: this machine has no ::1)';

test.skipIf(!hasIpv6)(`a link on ::1 leads to a store on ::1${reason}`, async () => {
  const store = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '::1');
  await once(store, 'listening');
  const { port } = store.address() as AddressInfo;
  const listen = { host: '::1', port: await freePort() };
  const link = new LinkProxy({ name: 'sessions-1', listen, target: { host: '::1', port } });
  await link.listen();
  expect(await measureRoundTripMs(listen, 1)).toHaveLength(1);
  await link.become({ kind: 'cut' });
  store.close();
});

describe('a delayed link', () => {
  test('takes at least the delay in each direction', async () => {
    await proxy.become({ kind: 'pass', eachWayMs: 20 });
    const measured = await measureRoundTripMs(entrance, 5);
    expect(measured).toHaveLength(5);
    expect(Math.min(...measured)).toBeGreaterThanOrEqual(2 * 20);
  });

  test('delivers in order when the delay is removed while bytes are under way', async () => {
    const socket = await enter();
    const answer = received(socket);
    await proxy.become({ kind: 'pass', eachWayMs: 100 });
    socket.write('first ');
    await sleep(10);
    await proxy.become(healthy);
    socket.write('second');
    await until(() => answer().length === 12, 5_000);
    expect(answer()).toBe('first second');
  });

  test('carries many requests at once: it delays them, but does not limit how many pass', async () => {
    await proxy.become({ kind: 'pass', eachWayMs: 50 });
    const socket = await enter();
    const answer = received(socket);
    const startedMs = performance.now();
    for (let index = 0; index < 40; index += 1) {
      socket.write('x');
      await sleep(1);
    }
    await until(() => answer().length === 40, 20_000);
    // One after the other they would take 40 round trips of 100 ms.
    expect(performance.now() - startedMs).toBeLessThan(40 * 100);
  });
});

describe('a cut link', () => {
  test('resets open connections, refuses new ones, and accepts again when healed', async () => {
    const socket = await enter();
    const broken = once(socket, 'error');
    await proxy.become({ kind: 'cut' });
    expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' });
    await expect(once(connect(entrance), 'connect')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    await proxy.become(healthy);
    expect(await measureRoundTripMs(entrance, 1)).toHaveLength(1);
  });
});

describe('a black hole', () => {
  test('keeps connections open, accepts new ones, and delivers everything only after it has healed', async () => {
    const before = await enter();
    const answerBefore = received(before);
    await proxy.become({ kind: 'blackhole' });
    const during = await enter();
    const answerDuring = received(during);
    before.write('sent into the hole');
    during.write('sent by a newcomer');
    await sleep(100);
    expect([answerBefore(), answerDuring()]).toEqual(['', '']);
    expect([before.readyState, during.readyState]).toEqual(['open', 'open']);
    await proxy.become(healthy);
    await until(() => answerBefore() !== '' && answerDuring() !== '', 5_000);
    expect(answerBefore()).toBe('sent into the hole');
    expect(answerDuring()).toBe('sent by a newcomer');
  });

  test('turns into a cut without delivering what it swallowed', async () => {
    const socket = await enter();
    const answer = received(socket);
    await proxy.become({ kind: 'blackhole' });
    socket.write('lost');
    const broken = once(socket, 'error');
    await proxy.become({ kind: 'cut' });
    await broken;
    expect(answer()).toBe('');
  });
});
