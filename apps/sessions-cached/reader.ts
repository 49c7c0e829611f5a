import type { RecordReader } from '../sessions-hardened/record-reader.ts';
import type { StoreClient } from '../shared/store/redis.ts';
import type { RecordCache } from './record-cache.ts';
import type { Tracking } from './tracking.ts';

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
