import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { execute, type StoreClient } from '../shared/store/redis.ts';
import { recordScript, stateScript } from './log-scripts.ts';
import { type Kind, kinds, type Revocation } from './revocation-list.ts';

/** A place in the history of one Redis. */
export interface LogPosition {
  /** Changes when Redis has lost data. */
  readonly epoch: string;
  /** Number of revocations so far. The next one has the next number. */
  readonly seq: number;
  /** Id of the last log entry. */
  readonly lastId: string;
}

export interface LogState extends LogPosition {
  /** The time of Redis. */
  readonly nowMs: number;
  /** Time at which this epoch began: Redis was new then, or had lost data. */
  readonly beganAtMs: number;
}

/** One entry of the log, and its place in the log. */
export interface LogEntry extends LogPosition {
  /** Null: the entry only announces a new epoch. */
  readonly revocation: Revocation | null;
}

/** A revocation to be recorded. Redis fills in the times that depend on now, because there is one clock. */
export interface NewRevocation {
  readonly kind: Kind;
  readonly id: string;
  readonly ends: { readonly atMs: number } | { readonly inMs: number };
  /** Of a subject. `atLeastMs`: now, and not before this. */
  readonly notBeforeMs: number | { readonly atLeastMs: number };
}

/** The revocations in Redis: sets for a replica that starts, and a log for a replica that follows. */
export interface RevocationLog {
  /** Resolved means recorded. It can be repeated. Returns the revocations with their times. */
  record(revocations: readonly NewRevocation[]): Promise<readonly Revocation[]>;
  state(): Promise<LogState>;
  /** All present revocations, page by page. Those that are added meanwhile may be missing; they are in the log. */
  scan(): AsyncGenerator<readonly Revocation[]>;
  /** The entries after this id. Waits up to `blockMs` for one, and resolves with none after that. */
  readAfter(id: string, blockMs: number): Promise<readonly LogEntry[]>;
  /** Asks Redis itself about a subject and a login, without the copy of a replica. */
  lookUp(sub: string, sid: string): Promise<LookUp>;
}

export interface LookUp {
  readonly nowMs: number;
  /** 0: none. */
  readonly notBeforeMs: number;
  readonly loginRevoked: boolean;
}

/** A replica that was away for longer reads a snapshot instead of the log. */
const logLifeMs = 10 * 60 * 1000; // 10 minutes
const pageSize = 1000;
const maxEpoch = 2 ** 47;

/** The log in Redis. All keys share a hash tag, so the scripts also run on Redis Cluster. */
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
        typeof notBeforeMs === 'number' ? notBeforeMs : `+${Math.max(0, notBeforeMs.atLeastMs)}`,
      ]);
      const times = timesReply.parse(await run(recordScript, logLifeMs, ...args));
      return revocations.map(({ kind, id }, index) => {
        const [endsAtMs = 0, notBeforeMs = 0] = times[index] ?? [];
        return { kind, id, endsAtMs, notBeforeMs };
      });
    },
    state: async () => stateReply.parse(await run(stateScript)),
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
      return lookUpReply.parse(await execute(transaction.zscore(key('login'), sid)));
    },
  };
}

const number = z.coerce.number();

const stateReply = z
  .tuple([z.string(), number, z.string(), number, number])
  .transform(([epoch, seq, lastId, nowMs, beganAtMs]) => ({
    epoch,
    seq,
    lastId,
    nowMs,
    beganAtMs,
  }));

/** End and not-before of each revocation. */
const timesReply = z.array(z.tuple([number, number]));

/** Replies of TIME, HGET and ZSCORE. */
const lookUpReply = z
  .tuple([z.tuple([number, number]), z.string().nullable(), z.unknown()])
  .transform(([[seconds, microseconds], since, score]) => ({
    nowMs: seconds * 1000 + Math.floor(microseconds / 1000),
    notBeforeMs: Number(since),
    loginRevoked: score !== null,
  }));

const entryFields = z.object({
  seq: number,
  epoch: z.string(),
  kind: z.enum([...kinds, 'epoch']),
  id: z.string(),
  ends: number,
  since: number,
});

/** Names and values in turn, as Redis sends the fields of a stream entry. */
function parseEntry(lastId: string, flat: readonly string[]): LogEntry {
  const { seq, epoch, kind, id, ends, since } = entryFields.parse(Object.fromEntries(pairs(flat)));
  const revocation = kind === 'epoch' ? null : { kind, id, endsAtMs: ends, notBeforeMs: since };
  return { epoch, seq, lastId, revocation };
}

/** Members and scores in turn. The mark has no name and is no member. */
function parsePage(flat: readonly string[]): readonly (readonly [string, number])[] {
  return pairs(flat)
    .filter(([member]) => member !== '')
    .map(([member, score]) => [member, Number(score)]);
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}
