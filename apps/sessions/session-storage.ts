import { RedisStore } from 'connect-redis';
import { MemoryStore, type Store } from 'express-session';
import type { StrategyContext } from '../shared/auth-strategy.ts';
import { connectRedis } from '../shared/redis.ts';
import { createCachedReader } from './cached-reader.ts';
import { type CookieCache, createCookieCache } from './cookie-cache.ts';
import { HardenedStore } from './hardened-store.ts';
import { createMemorySubjectSessions } from './memory-subject-sessions.ts';
import { createRecordCache } from './record-cache.ts';
import { createDirectReader, type RecordReader } from './record-reader.ts';
import { createRedisSubjectSessions } from './redis-subject-sessions.ts';
import type { SubjectSessions } from './subject-sessions.ts';
import { createTimedReader } from './timed-reader.ts';
import { createTracking } from './tracking.ts';

/** Where the records live: the only thing in which the session contenders differ. */
export interface SessionStorage {
  readonly store: Store;
  readonly subjectSessions: SubjectSessions;
  readonly metrics: () => Readonly<Record<string, number>>;
  readonly close: () => Promise<void>;
  /** False when the records live in this process alone. */
  readonly inRedis: boolean;
  /** Null: the client carries no copy of its record. */
  readonly cookieCache: CookieCache | null;
  /** MemoryStore ends a record only by the end of its cookie; Redis by itself. */
  readonly cookieLifeSeconds: number | null;
}

interface Parts extends StrategyContext {
  readonly ttlSeconds: number;
}

const storages = {
  /** As documented: GET when a request comes, EXPIRE before its last byte leaves. */
  sessions: ({ redis, now, ttlSeconds }) => ({
    store: new RedisStore({ client: redis, ttl: ttlSeconds }),
    subjectSessions: createRedisSubjectSessions(redis, now),
    inRedis: true,
    cookieLifeSeconds: null,
    ...nothingOfItsOwn,
  }),
  /** GET, and a touch after half the life; an update needs a record that still exists. */
  'sessions-hardened': (parts) => {
    const cookieCache = cookieCacheOf(parts);
    const reader = directOrTimedReader(parts);
    return { ...hardened(parts, cookieCache?.over(reader) ?? reader), cookieCache };
  },
  /** As hardened, with copies on the replica that Redis invalidates by push. */
  'sessions-cached': (parts) => hardened(parts, cachedReader(parts)),
  /** The trap: every replica remembers only the logins that it has seen itself. */
  'sessions-memory': inMemory,
  /** The trap's usual repair: the same, behind a balancer that sends each user back to one replica. */
  'sessions-sticky': inMemory,
} satisfies Record<string, (parts: Parts) => SessionStorage>;

export const sessionContenders = Object.keys(storages);

/** `CONTENDER` has been checked against `sessionContenders` when the environment was read. */
export function createSessionStorage(parts: Parts): SessionStorage {
  const create = new Map(Object.entries(storages)).get(parts.config.contender);
  if (create === undefined) throw new Error(`${parts.config.contender} keeps no sessions`);
  return create(parts);
}

const nothingOfItsOwn = { metrics: () => ({}), close: async () => undefined, cookieCache: null };

/** No contender's either: it emulates a library that has the client carry what it was told. */
function cookieCacheOf({ config, now }: Parts): CookieCache | null {
  return config.cookieCacheMs === 0 ? null : createCookieCache(config, config.cookieCacheMs, now);
}

/** Copies for a fixed time are no contender's: they emulate a gateway that caches what it was told. */
function directOrTimedReader({ redis, config: { recordCacheMs } }: Parts): RecordReader {
  const direct = createDirectReader(redis);
  return recordCacheMs === 0
    ? direct
    : createTimedReader(direct, recordCacheMs, () => performance.now());
}

function hardened({ redis, now, ttlSeconds }: Parts, reader: RecordReader): SessionStorage {
  return {
    store: new HardenedStore(redis, reader, ttlSeconds),
    subjectSessions: createRedisSubjectSessions(redis, now),
    inRedis: true,
    cookieLifeSeconds: null,
    cookieCache: null,
    metrics: () => reader.metrics(),
    close: () => reader.close(),
  };
}

function inMemory({ ttlSeconds: cookieLifeSeconds }: Parts): SessionStorage {
  const store = new MemoryStore();
  const subjectSessions = createMemorySubjectSessions(store);
  return { store, subjectSessions, inRedis: false, cookieLifeSeconds, ...nothingOfItsOwn };
}

/** A record has a few hundred bytes, so this is a few megabytes. */
const maxCachedRecords = 20_000;

function cachedReader({ config, redis, log }: Parts): RecordReader {
  const cache = createRecordCache(maxCachedRecords);
  const tracked = connectRedis(config, log);
  const listener = connectRedis(config, log, { protocol: 2, autoResubscribe: false });
  const tracking = createTracking(
    {
      reader: tracked,
      listener,
      boundMs: config.stalenessBoundMs,
      monotonicMs: () => performance.now(),
    },
    { invalidated: (key) => cache.invalidate(key), lost: () => cache.clear() },
  );
  return createCachedReader({ cache, tracking, tracked, redis });
}
