import type { RecordReader } from '../sessions-hardened/store.ts';
import type { StoreClient } from '../shared/store/redis.ts';
import type { Tracking } from './tracking.ts';

/**
 * Copies of records on this replica, and marks for the records that are being fetched. It neither asks Redis nor reads
 * a clock.
 */
export interface RecordCache {
  get(key: string): string | undefined;
  /** Must come before the GET is sent: an invalidation can overtake the reply that it belongs to. */
  markFetch(key: string): Fetch;
  /** Keeps the reply unless the key was invalidated after its mark was set. Removes the mark. */
  keep(fetch: Fetch, text: string): void;
  /** The fetch failed or found nothing: there is nothing to keep. */
  drop(fetch: Fetch): void;
  invalidate(key: string): void;
  /** Drops all copies and all marks: replies that are on their way will not be kept. */
  clear(): void;
  readonly size: number;
}

export interface Fetch {
  readonly key: string;
}

/** @param maxEntries beyond this number the oldest copy is dropped */
export function createRecordCache(maxEntries: number): RecordCache {
  const copies = new Map<string, string>();
  const marks = new Map<string, Fetch>();
  const endMark = (fetch: Fetch): boolean => {
    // Another fetch of the same key may have replaced the mark. Then only that fetch may keep its reply.
    const stands = marks.get(fetch.key) === fetch;
    if (stands) marks.delete(fetch.key);
    return stands;
  };

  return {
    get: (key) => copies.get(key),
    markFetch(key) {
      const fetch = { key };
      marks.set(key, fetch);
      return fetch;
    },
    keep(fetch, text) {
      if (!endMark(fetch)) return;
      copies.set(fetch.key, text);
      if (copies.size <= maxEntries) return;
      const [oldest] = copies.keys();
      if (oldest !== undefined) copies.delete(oldest);
    },
    drop: (fetch) => {
      endMark(fetch);
    },
    invalidate(key) {
      copies.delete(key);
      marks.delete(key);
    },
    clear() {
      copies.clear();
      marks.clear();
    },
    get size() {
      return copies.size;
    },
  };
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
