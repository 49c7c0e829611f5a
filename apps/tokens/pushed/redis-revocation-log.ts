import { randomInt } from 'node:crypto';
import type { StoreClient } from '../../shared/redis.ts';
import { execute } from '../../shared/transaction.ts';
import { parseEntry, parseLookUp, parsePage, parseState, parseTimes } from './log-replies.ts';
import { recordScript, stateScript } from './log-scripts.ts';
import { type Kind, kinds, type Revocation } from './revocation-list.ts';
import type { RevocationLog } from './revocation-log.ts';

/** A replica that was away for longer takes a snapshot instead. */
const logLifeMs = 10 * 60 * 1000; // 10 minutes
const pageSize = 1000;
const maxEpoch = 2 ** 47;

/** The log in Redis. All keys share a hash tag, so that the scripts also run on Redis Cluster. */
export function createRevocationLog(redis: StoreClient, issuer: string): RevocationLog {
  const key = (name: string) => `{rev:${issuer}}:${name}`;
  const keys = [key('epoch'), key('seq'), key('log'), ...kinds.map(key), key('not-before')];
  const run = (script: string, ...args: readonly (string | number)[]) =>
    redis.eval(script, keys.length, ...keys, randomInt(1, maxEpoch), ...args);

  async function readPage(kind: Kind, pairs: ReturnType<typeof parsePage>): Promise<Revocation[]> {
    const ids = pairs.map(([id]) => id);
    const since =
      kind === 'subject' && ids.length > 0 ? await redis.hmget(key('not-before'), ...ids) : [];
    return pairs.map(([id, endsAtMs], index) => ({
      kind,
      id,
      endsAtMs,
      notBeforeMs: Number(since[index] ?? 0),
    }));
  }

  return {
    async record(revocations) {
      const args = revocations.flatMap(({ kind, id, ends, notBeforeMs }) => [
        kind,
        id,
        'atMs' in ends ? ends.atMs : `+${ends.inMs}`,
        notBeforeMs,
      ]);
      const times = parseTimes(await run(recordScript, logLifeMs, ...args));
      return revocations.map(({ kind, id }, index) => {
        const [endsAtMs = 0, notBeforeMs = 0] = times[index] ?? [];
        return { kind, id, endsAtMs, notBeforeMs };
      });
    },
    state: async () => parseState(await run(stateScript)),
    async *scan() {
      for (const kind of kinds) {
        let cursor = '0';
        do {
          const [next, page] = await redis.zscan(key(kind), cursor, 'COUNT', pageSize);
          cursor = next;
          yield await readPage(kind, parsePage(page));
        } while (cursor !== '0');
      }
    },
    async readAfter(id, blockMs) {
      const reply = await redis.xread(
        'COUNT',
        pageSize,
        'BLOCK',
        blockMs,
        'STREAMS',
        key('log'),
        id,
      );
      return (reply?.[0]?.[1] ?? []).map(([entryId, fields]) => parseEntry(entryId, fields));
    },
    async lookUp(sub, sid) {
      const transaction = redis.multi().time().hget(key('not-before'), sub);
      return parseLookUp(await execute(transaction.zscore(key('login'), sid)));
    },
  };
}
