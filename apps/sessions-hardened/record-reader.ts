import type { StoreClient } from '../shared/store/redis.ts';

/** Reads the text of a record: from Redis, or from a copy that the replica may trust. */
export interface RecordReader {
  /** Null: there is no such record. @throws a store fault */
  read(key: string): Promise<string | null>;
  /** This replica has just written the record, or tried to. Its next read must see that. */
  written(key: string): void;
  metrics(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Sends one GET for each read. */
export function createDirectReader(redis: StoreClient): RecordReader {
  return {
    read: (key) => redis.get(key),
    written: () => undefined,
    metrics: () => ({}),
    close: async () => undefined,
  };
}
