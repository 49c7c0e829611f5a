import { RedisStore } from 'connect-redis';
import type { Store } from 'express-session';
import type { Approach, AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { clearSessionCookie, sessionMiddleware } from './carriage.ts';
import { createSessionCart } from './cart.ts';
import { createSessionLogin } from './login.ts';
import { createRedisSubjectSessions, type SubjectSessions } from './revocation.ts';
import { environment, type Settings, settingsOf } from './settings.ts';

/** The server keeps the memory and hands out a ticket: an opaque session ID. */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const settings = settingsOf(context.config, own);
    // As connect-redis documents it: GET when a request comes, EXPIRE before its last byte leaves.
    const store = new RedisStore({ client: context.redis, ttl: settings.ttlSeconds });
    return createSessionStrategy(context, settings, inRedis(context, settings, store));
  },
};

/** Where the records live. The session contenders differ in this alone. */
export interface SessionStorage extends Pick<AuthStrategy, 'needsStoreFor' | 'metrics' | 'close'> {
  readonly store: Store;
  /** Reads a record and does not prolong it: for a check that is no request of the user. Default: `store`. */
  readonly records?: Store;
  readonly subjectSessions: SubjectSessions;
  /** Null: the cookie lasts until the browser is closed, and Redis ends the record. MemoryStore knows no other end. */
  readonly cookieLifeSeconds: number | null;
}

/** Records in Redis, whichever store reads and writes them. */
export function inRedis(
  { redis, now }: Pick<StrategyContext, 'redis' | 'now'>,
  { absoluteLifeSeconds }: Settings,
  store: Store,
): SessionStorage {
  return {
    store,
    subjectSessions: createRedisSubjectSessions(redis, now, absoluteLifeSeconds),
    needsStoreFor: 'requests',
    cookieLifeSeconds: null,
  };
}

/** The strategy of every session contender. */
export function createSessionStrategy(
  { now }: StrategyContext,
  settings: Settings,
  storage: SessionStorage,
): AuthStrategy {
  const { store, records = store, subjectSessions } = storage;
  let indexLeftovers = 0;
  const countLeftover = () => {
    indexLeftovers += 1;
  };

  return {
    middleware: sessionMiddleware(settings, store, storage.cookieLifeSeconds),
    routes: [],
    needsStoreFor: storage.needsStoreFor,
    ...createSessionLogin(settings, now, records, subjectSessions, countLeftover),
    revokeAll: (subject) => subjectSessions.removeAll(subject),
    clearCookies: (res) => clearSessionCookie(res, settings),
    changeRole: (subject, role) => subjectSessions.changeRole(subject, role),
    ...createSessionCart(),
    metrics: () => ({ indexLeftovers, ...storage.metrics?.() }),
    close: async () => storage.close?.(),
  };
}
