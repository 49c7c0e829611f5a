/** Copies of records on this replica, and the marks of those that are being fetched. Asks nobody, knows no time. */
export interface RecordCache {
  get(key: string): string | undefined;
  /** Must come before the GET is sent: an invalidation can overtake the reply that it belongs to. */
  markFetch(key: string): Fetch;
  /** Keeps the reply, unless the key was invalidated since its mark was set. Ends the mark. */
  keep(fetch: Fetch, text: string): void;
  /** The fetch failed or found nothing: there is nothing to keep. */
  drop(fetch: Fetch): void;
  invalidate(key: string): void;
  /** Forgets everything, and with it the replies that are on their way. */
  clear(): void;
  readonly size: number;
}

export interface Fetch {
  readonly key: string;
}

/** @param maxEntries the copy that was made first goes first */
export function createRecordCache(maxEntries: number): RecordCache {
  const copies = new Map<string, string>();
  const marks = new Map<string, Fetch>();
  const endMark = (fetch: Fetch): boolean => {
    // Another fetch of the same key may have taken over the mark; then only that one may keep its reply.
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
