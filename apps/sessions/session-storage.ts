import { RedisStore } from 'connect-redis';
import { MemoryStore, type Store } from 'express-session';
import type { StrategyContext } from '../shared/auth-strategy.ts';
import { createMemorySubjectSessions } from './memory-subject-sessions.ts';
import { createRedisSubjectSessions } from './redis-subject-sessions.ts';
import type { SubjectSessions } from './subject-sessions.ts';

/** Where the records live: the only thing in which the session contenders differ. */
export interface SessionStorage {
  readonly store: Store;
  readonly subjectSessions: SubjectSessions;
  /** False when the records live in this process alone. */
  readonly inRedis: boolean;
}

const storages = {
  /** As documented: GET when a request comes, EXPIRE before its last byte leaves. */
  sessions: ({ redis, now }) => ({
    store: new RedisStore({ client: redis }),
    subjectSessions: createRedisSubjectSessions(redis, now),
    inRedis: true,
  }),
  /** The trap: every replica remembers only the logins that it has seen itself. */
  'sessions-memory': () => {
    const store = new MemoryStore();
    return { store, subjectSessions: createMemorySubjectSessions(store), inRedis: false };
  },
} satisfies Record<string, (context: StrategyContext) => SessionStorage>;

export const sessionContenders = Object.keys(storages);

/** `CONTENDER` has been checked against `sessionContenders` when the environment was read. */
export function createSessionStorage(context: StrategyContext): SessionStorage {
  const create = new Map(Object.entries(storages)).get(context.config.contender);
  if (create === undefined) throw new Error(`${context.config.contender} keeps no sessions`);
  return create(context);
}
