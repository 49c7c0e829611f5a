import type { StoreClient } from '../shared/redis.ts';

/**
 * Writes only over what was read, so that neither a logout nor another change that came in between is undone.
 * KEYS: record. ARGV: text as read, new text, life in seconds or '' to keep the one it has.
 */
const compareAndSet = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2], 'XX', 'KEEPTTL')
else redis.call('SET', KEYS[1], ARGV[2], 'XX', 'EX', ARGV[3]) end
return 1`;

/** Whether it was written. False: the record is gone, or is no longer as it was read. */
export async function replaceRecord(
  redis: StoreClient,
  key: string,
  change: { readonly from: string; readonly to: string; readonly ttlSeconds: number | 'keep' },
): Promise<boolean> {
  const life = change.ttlSeconds === 'keep' ? '' : change.ttlSeconds;
  return (await redis.eval(compareAndSet, 1, key, change.from, change.to, life)) === 1;
}

/** More attempts than writers that one session can have at the same moment. */
const attempts = 10;

/**
 * Changes a record that others may change at the same time.
 * @param change gets the present text and returns the new one
 * @returns the text written, or null when there is no record: a change must never bring one back
 * @throws Error when others were quicker each time
 */
export async function updateRecord(
  redis: StoreClient,
  key: string,
  ttlSeconds: number | 'keep',
  change: (text: string) => string,
): Promise<string | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const from = await redis.get(key);
    if (from === null) return null;
    const to = change(from);
    if (await replaceRecord(redis, key, { from, to, ttlSeconds })) return to;
  }
  throw new Error(`a session record changed ${attempts} times while it was being changed`);
}
