import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  countCommands,
  type RedisServer,
  startRedisServer,
} from '../../../test/lab/redis-server.ts';
import { connectRedis, execute, type StoreClient } from './redis.ts';
import { isStoreFault } from './store-fault.ts';

/** A real Redis that is really frozen. Counted by Redis itself: what it finds in its sockets when it goes on. */
let server: RedisServer;
let redis: StoreClient;

beforeEach(async () => {
  server = await startRedisServer();
  redis = await connect('request-path');
});
afterEach(async () => {
  redis.disconnect();
  await server.stop();
});

async function connect(redisOptions: 'request-path' | 'library-defaults'): Promise<StoreClient> {
  const config = { redisUrl: server.url, redisOptions, replica: 'test-1' };
  const connected = connectRedis(config, () => undefined);
  await once(connected, 'ready');
  return connected;
}

const freeze = () => server.process().signal('SIGSTOP');
const goOn = () => server.process().signal('SIGCONT');
const ended = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: unknown) => (isStoreFault(error) ? 'store fault' : String(error)),
  );

test('once a command has timed out, Redis is asked nothing until it has spoken again', async () => {
  freeze();
  expect(await ended(redis.get('first'))).toBe('store fault');
  const later = [
    redis.get('second'),
    redis.set('third', '1'),
    redis.eval('return 1', 0),
    execute(redis.multi().set('fourth', '1').del('fourth')),
  ];
  for (const asked of later) expect(await ended(asked)).toBe('store fault');
  goOn();

  const counts = await countCommands(server.client);
  expect(counts).toMatchObject({ get: 1 });
  for (const name of ['set', 'eval', 'multi', 'del']) expect(counts).not.toHaveProperty(name);
});

test('commands that were under way when the first one timed out get their own time', async () => {
  freeze();
  const together = [redis.get('one'), redis.get('two'), redis.get('three')];
  for (const asked of together) expect(await ended(asked)).toBe('store fault');
  goOn();
  expect(await countCommands(server.client)).toMatchObject({ get: 3 });
});

test('the late answer to a command that timed out is enough to be asked again', async () => {
  freeze();
  await ended(redis.get('first'));
  const { stream } = redis;
  goOn();
  await expect.poll(() => ended(redis.get('again'))).toBe('answered');
  // On the same connection: nobody had to wait for a new one.
  expect(redis.stream).toBe(stream);
});

test('a Redis that was replaced is asked again', async () => {
  freeze();
  await ended(redis.get('first'));
  await server.process().end('SIGKILL');
  await server.restart();
  await expect.poll(() => ended(redis.get('again'))).toBe('answered');
});

test('without a command timeout, as the library has it, every command is sent and waits', async () => {
  const patient = await connect('library-defaults');
  freeze();
  const together = [patient.get('one'), patient.get('two')];
  // The others of the request path have found out meanwhile.
  await ended(redis.get('three'));
  goOn();
  expect(await Promise.all(together.map(ended))).toEqual(['answered', 'answered']);
  patient.disconnect();
});
