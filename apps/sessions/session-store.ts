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

export const sessionContenders = ['sessions', 'sessions-memory'] as const;
export type SessionContender = (typeof sessionContenders)[number];

export function createSessionStorage(
  contender: SessionContender,
  { redis, now }: StrategyContext,
): SessionStorage {
  switch (contender) {
    case 'sessions':
      return {
        // As documented: GET when a request comes, EXPIRE before its last byte leaves.
        store: new RedisStore({ client: redis }),
        subjectSessions: createRedisSubjectSessions(redis, now),
        inRedis: true,
      };
    case 'sessions-memory': {
      const store = new MemoryStore();
      return { store, subjectSessions: createMemorySubjectSessions(store), inRedis: false };
    }
    default:
      return contender satisfies never;
  }
}
