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
