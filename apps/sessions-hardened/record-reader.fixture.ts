import type { RecordReader } from './record-reader.ts';

/** A store in memory that a reader in front of it is tested with: what it keeps for itself, and when it asks again. */
export function recordsInMemory() {
  const records = new Map<string, string>();
  const direct: RecordReader = {
    read: async (key) => records.get(key) ?? null,
    written: () => undefined,
    metrics: () => ({}),
    close: async () => undefined,
  };
  return { records, direct };
}
