import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countCommands, type RedisServer, startRedisServer } from '../../test/lab/redis-server.ts';
import type { RecordReader } from '../sessions-hardened/store.ts';
import { createRecordCache } from './record-cache.ts';
import { createCachedReader, createTracking } from './tracking.ts';

const boundMs = 400;

let server: RedisServer;
let tracked: Redis;
let listener: Redis;
let direct: Redis;
let reader: RecordReader;

beforeEach(async () => {
  server = await startRedisServer();
  const options = { commandTimeout: 250, maxRetriesPerRequest: 0, retryStrategy: () => 20 };
  const connect = (special: object) => {
    const redis = new Redis(server.url, { ...options, ...special });
    redis.on('error', () => undefined);
    return redis;
  };
  tracked = connect({});
  direct = connect({});
  listener = connect({ protocol: 2, autoResubscribe: false });
  const cache = createRecordCache(100);
  const monotonicMs = () => performance.now();
  const tracking = createTracking({ reader: tracked, listener, cache, boundMs, monotonicMs });
  reader = createCachedReader({ cache, tracking, tracked, redis: direct });
  await untilTrusted(true);
});
afterEach(async () => {
  await reader.close();
  direct.disconnect();
  await server.stop();
});

const untilTrusted = (trusted: boolean) =>
  vi.waitFor(() => expect(reader.metrics().cacheTrusted).toBe(trusted ? 1 : 0), {
    timeout: 10_000,
    interval: 5,
  });
/** Reads until the text is this one: an invalidation takes a moment. */
const untilRead = (key: string, text: string | null) =>
  vi.waitFor(async () => expect(await reader.read(key)).toBe(text), {
    timeout: 10_000,
    interval: 1,
  });

test('a second read asks Redis nothing, and a write by anybody is seen', async () => {
  await server.client.set('sess:a', 'one');
  await reader.read('sess:a');
  const before = (await countCommands(server.client)).get;
  for (let times = 0; times < 50; times += 1) expect(await reader.read('sess:a')).toBe('one');
  expect((await countCommands(server.client)).get).toBe(before);
  await server.client.set('sess:a', 'two');
  await untilRead('sess:a', 'two');
  await server.client.del('sess:a');
  await untilRead('sess:a', null);
});

test('a flush of Redis empties the copies', async () => {
  await server.client.set('sess:a', 'one');
  await reader.read('sess:a');
  await server.client.flushall();
  await untilRead('sess:a', null);
});

test('a write of this replica is not missed by its own next read', async () => {
  for (let round = 0; round < 200; round += 1) {
    await direct.set('sess:a', `${round}`);
    reader.written('sess:a');
    expect(await reader.read('sess:a')).toBe(`${round}`);
  }
});

test.for(['listener', 'reader'] as const)(
  'losing the %s empties the copies, and they are trusted again only with both',
  async (which) => {
    await server.client.set('sess:a', 'one');
    await reader.read('sess:a');
    const victim = which === 'listener' ? listener : tracked;
    const id = await idOf(victim, which);
    await server.client.client('KILL', 'ID', id);
    await untilTrusted(false);
    expect(reader.metrics().cacheEntries).toBe(0);
    await server.client.set('sess:a', 'written meanwhile');
    await untilTrusted(true);
    expect(await reader.read('sess:a')).toBe('written meanwhile');
    // And the new connections are tracked: the copy made now is invalidated like the first.
    await server.client.set('sess:a', 'three');
    await untilRead('sess:a', 'three');
  },
);

test('while Redis is frozen nothing is trusted beyond the bound, and afterwards nothing old is served', async () => {
  await server.client.set('sess:a', 'one');
  await reader.read('sess:a');
  server.process().signal('SIGSTOP');
  await untilTrusted(false);
  await expect(reader.read('sess:a')).rejects.toThrow();
  server.process().signal('SIGCONT');
  await server.client.set('sess:a', 'two');
  await untilTrusted(true);
  await untilRead('sess:a', 'two');
});

test('in a storm of writes a copy is never older than what was read before it', async () => {
  await server.client.set('sess:a', '0');
  let written = 0;
  const storm = (async () => {
    for (; written < 3000; written += 1) await server.client.set('sess:a', `${written}`);
  })();
  let seen = 0;
  while (written < 3000) {
    const now = Number(await reader.read('sess:a'));
    expect(now).toBeGreaterThanOrEqual(seen);
    seen = now;
    // A copy is read without waiting: let the writer have its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await storm;
  await untilRead('sess:a', '2999');
});

/** A connection in RESP2 that is subscribed cannot be asked for its id; Redis' list of clients knows it. */
async function idOf(connection: Redis, which: 'listener' | 'reader'): Promise<number> {
  if (which === 'reader') return await connection.client('ID');
  const list = String(await server.client.client('LIST', 'TYPE', 'PUBSUB'));
  return Number(/id=(\d+)/.exec(list)?.[1]);
}
