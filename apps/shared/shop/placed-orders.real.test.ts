import { once } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../../../test/lab/redis-server.ts';
import { createPlacedOrders } from './placed-orders.ts';

type SendCommand = Redis['sendCommand'];

/** A client that does something else before its second script goes to Redis. */
class InterruptedClient extends Redis {
  #scripts = 0;
  between: () => Promise<unknown> = async () => undefined;

  override sendCommand(...[command, stream]: Parameters<SendCommand>): ReturnType<SendCommand> {
    this.#scripts += command.name === 'eval' ? 1 : 0;
    if (this.#scripts !== 2) return super.sendCommand(command, stream);
    void this.between().then(() => super.sendCommand(command, stream));
    return command.promise;
  }
}

let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());

const coat = { items: [{ sku: 'COAT', quantity: 1 }] };
const recordOf = (key: string) => `idempotency:alice:${key}`;
const ordersOfAlice = () => createPlacedOrders(server.client).read('alice');

async function placeInterrupted(key: string, between: () => Promise<unknown>) {
  const client = new InterruptedClient(server.url);
  client.between = between;
  await once(client, 'ready');
  try {
    return await createPlacedOrders(client).place('alice', coat, key);
  } finally {
    client.disconnect();
  }
}

test('while one request is under way, another one with its key is told so and places nothing', async () => {
  const other = createPlacedOrders(server.client);
  const before = await ordersOfAlice();
  const seen: unknown[] = [];
  const first = await placeInterrupted('under-way', async () => {
    seen.push(await other.place('alice', coat, 'under-way'), await ordersOfAlice());
  });
  expect(seen).toEqual([{ outcome: 'in_flight' }, before]);
  expect(first).toMatchObject({ outcome: 'placed', order: coat });
  expect(await ordersOfAlice()).toHaveLength(before.length + 1);
});

test('a request whose claim has expired places nothing, because another one may have', async () => {
  const before = await ordersOfAlice();
  const late = await placeInterrupted('expired', () => server.client.del(recordOf('expired')));
  expect(late).toEqual({ outcome: 'in_flight' });
  expect(await ordersOfAlice()).toEqual(before);
});

test('everything that is kept has an end', async () => {
  await createPlacedOrders(server.client).place('alice', coat, 'kept');
  for (const key of ['placed-orders:alice', recordOf('kept')]) {
    const seconds = await server.client.ttl(key);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(3600);
  }
});

test('a subject keeps its newest orders, up to a hundred', async () => {
  const orders = createPlacedOrders(server.client);
  const ids: string[] = [];
  for (let index = 0; index < 102; index += 1) {
    const placing = await orders.place('bob', coat, null);
    if (placing.outcome === 'placed') ids.push(placing.order.id);
  }
  expect((await orders.read('bob')).map(({ id }) => id)).toEqual(ids.slice(2));
});
