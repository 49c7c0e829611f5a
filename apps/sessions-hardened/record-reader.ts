import type { StoreClient } from '../shared/store/redis.ts';

/** How a replica gets at the text of a record: from Redis, or from a copy that it may trust. */
export interface RecordReader {
  /** Null: there is no such record. @throws a store fault */
  read(key: string): Promise<string | null>;
  /** This replica has just written the record, or tried to. Its own next read must not miss that. */
  written(key: string): void;
  metrics(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** One GET each time. */
export function createDirectReader(redis: StoreClient): RecordReader {
  return {
    read: (key) => redis.get(key),
    written: () => undefined,
    metrics: () => ({}),
    close: async () => undefined,
  };
}
