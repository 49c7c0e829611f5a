import type { RevocationList } from './revocation-list.ts';
import type { NewRevocation, RevocationLog } from './revocation-log.ts';

/** Enough to need few calls, and few enough not to hold up Redis. */
const batchSize = 500;

/**
 * Offers Redis all that this replica knows. Redis takes what it does not have and logs that, so the other replicas
 * hear of it too: every replica is a backup of the list.
 * @returns how many were offered
 */
export async function giveBack(
  log: Pick<RevocationLog, 'record'>,
  list: Pick<RevocationList, 'live'>,
  nowMs: number,
): Promise<number> {
  let offered = 0;
  let batch: NewRevocation[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    await log.record(batch);
    offered += batch.length;
    batch = [];
  };
  for (const { endsAtMs, ...revocation } of list.live(nowMs)) {
    batch.push({ ...revocation, ends: { atMs: endsAtMs } });
    if (batch.length === batchSize) await flush();
  }
  await flush();
  return offered;
}
