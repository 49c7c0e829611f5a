import type { RecordReader } from '../sessions-hardened/store.ts';
import { createFreshness } from '../shared/store/freshness.ts';
import type { StoreClient } from '../shared/store/redis.ts';
import type { RecordCache } from './record-cache.ts';

/** Redis' client-side caching: reports the keys that `reader` has read and that have changed since. */
export interface Tracking {
  /** True while no invalidation can have been missed for longer than the bound. Must be asked at each use. */
  trusted(): boolean;
  close(): void;
}

export interface TrackingParts {
  /** The connection whose reads Redis tracks. */
  readonly reader: StoreClient;
  /** Receives the invalidations. Must speak RESP2 and must not resubscribe by itself. */
  readonly listener: StoreClient;
  /** Is told which copies have become invalid, or all of them. */
  readonly cache: Pick<RecordCache, 'invalidate' | 'clear'>;
  readonly boundMs: number;
  readonly monotonicMs: () => number;
}

const channel = '__redis__:invalidate';

/**
 * Uses `CLIENT TRACKING ON REDIRECT` to a second, subscribed connection, because ioredis 6 drops the pushes that RESP3
 * sends on the first. When either connection is lost, invalidations may be lost too. The tracking then reports that
 * everything has changed, and trusts nothing until both connections are back and tracking is on again. A connection
 * that hangs reports no error, so both are asked four times per bound, and their answers are the proof.
 */
export function createTracking(parts: TrackingParts): Tracking {
  const { reader, listener, cache, boundMs, monotonicMs } = parts;
  const connections = [reader, listener].map((redis) => ({
    redis,
    freshness: createFreshness(monotonicMs),
  }));
  let attempt = 0;

  const lose = (): void => {
    attempt += 1;
    for (const { freshness } of connections) freshness.forget();
    cache.clear();
  };

  const turnOn = async (): Promise<void> => {
    lose();
    const current = attempt;
    if (connections.some(({ redis }) => redis.status !== 'ready')) return;
    const askedAtMs = monotonicMs();
    await redirect(reader, listener);
    if (current !== attempt) return;
    for (const { freshness } of connections) freshness.begin(askedAtMs);
  };

  listener.on('messageBuffer', (_channel: Buffer, keys: unknown) => {
    if (Array.isArray(keys)) for (const key of keys) cache.invalidate(String(key));
    else cache.clear(); // FLUSHALL names no keys
  });
  for (const { redis } of connections) {
    redis.on('close', lose);
    redis.on('ready', () => {
      turnOn().catch(() => {
        // After any error the connections that are ready connect again, and then this runs again. (A connection that
        // is still connecting must be left alone: ioredis would give it up for good.)
        for (const each of connections) {
          if (each.redis.status === 'ready') each.redis.disconnect(true);
        }
      });
    });
  }
  const heartbeat = setInterval(() => {
    for (const { redis, freshness } of connections) {
      const askedAtMs = monotonicMs();
      redis.ping().then(
        () => freshness.prove(askedAtMs),
        () => undefined, // no answer, no proof
      );
    }
  }, boundMs / 4);

  return {
    trusted: () => connections.every(({ freshness }) => freshness.ageMs() <= boundMs),
    close() {
      clearInterval(heartbeat);
      for (const { redis } of connections) redis.disconnect();
    },
  };
}

async function redirect(reader: StoreClient, listener: StoreClient): Promise<void> {
  // Out of the subscription first: in RESP2 a subscribed connection answers PING and nothing else.
  await listener.unsubscribe(channel);
  const listenerId = await listener.client('ID');
  await listener.subscribe(channel);
  await reader.client('TRACKING', 'ON', 'REDIRECT', listenerId);
}

/** Reads from the copies on this replica while Redis reports what changes, and from Redis otherwise. */
export function createCachedReader(parts: {
  readonly cache: RecordCache;
  readonly tracking: Tracking;
  /** The connection whose reads Redis tracks: only a reply on this one may be kept. */
  readonly tracked: StoreClient;
  /** Used while the copies cannot be trusted. */
  readonly redis: StoreClient;
}): RecordReader {
  const { cache, tracking, tracked, redis } = parts;
  let hits = 0;
  let misses = 0;
  let untrusted = 0;

  return {
    async read(key) {
      if (!tracking.trusted()) {
        untrusted += 1;
        return await redis.get(key);
      }
      const copy = cache.get(key);
      if (copy !== undefined) {
        hits += 1;
        return copy;
      }
      misses += 1;
      const fetch = cache.markFetch(key);
      try {
        const text = await tracked.get(key);
        if (text !== null) cache.keep(fetch, text);
        return text;
      } finally {
        cache.drop(fetch);
      }
    },
    written: (key) => cache.invalidate(key),
    metrics: () => ({
      cacheHits: hits,
      cacheMisses: misses,
      cacheUntrusted: untrusted,
      cacheEntries: cache.size,
      cacheTrusted: tracking.trusted() ? 1 : 0,
    }),
    close: async () => tracking.close(),
  };
}
