import type { Role } from '../shared/accounts/accounts.ts';
import { execute, type StoreClient } from '../shared/store/redis.ts';
import { recordKey, updateRecord } from './credential.ts';

/**
 * The sessions of a subject. A session store can only be asked by session ID, so a logout-all without this index would
 * have to scan all keys. Logins and logouts maintain it; a request that is merely checked pays nothing for it.
 */
export interface SubjectSessions {
  /** Must be called before the record is saved: a record that is not listed here cannot be revoked. */
  add(subject: string, sessionId: string): Promise<void>;
  /**
   * Must be asked after the record is saved. False: `removeAll` has taken the entry off, perhaps before there was a
   * record that it could delete. Nothing puts an entry back.
   */
  lists(subject: string, sessionId: string): Promise<boolean>;
  forget(subject: string, sessionId: string): Promise<void>;
  /** Resolves when every record that was listed is gone. */
  removeAll(subject: string): Promise<void>;
  /** Rewrites the role in every record that still exists, and creates none. */
  changeRole(subject: string, role: Role): Promise<void>;
}

const indexKey = (subject: string) => `subject-sessions:${subject}`;

/** Replicas may disagree about the time, so an entry stays in the index for an hour beyond its end. */
const pruneMarginSeconds = 60 * 60; // 1 hour

/**
 * The index in Redis: one sorted set for each subject, session IDs by the time of their login.
 * @param absoluteLifeSeconds no session lives longer, so the index may end then. An index that expires sooner would
 * forget sessions that are still alive.
 */
export function createRedisSubjectSessions(
  redis: StoreClient,
  now: () => number,
  absoluteLifeSeconds: number,
): SubjectSessions {
  const indexLifeSeconds = absoluteLifeSeconds + pruneMarginSeconds;
  const changeRecord = (sessionId: string, role: Role): Promise<unknown> =>
    updateRecord(redis, recordKey(sessionId), 'keep', (text) =>
      JSON.stringify({ ...JSON.parse(text), role }),
    );

  return {
    async add(subject, sessionId) {
      const key = indexKey(subject);
      const over = now() - indexLifeSeconds * 1000;
      await execute(
        redis
          .multi()
          .zadd(key, now(), sessionId)
          .zremrangebyscore(key, '-inf', over)
          .expire(key, indexLifeSeconds),
      );
    },
    async lists(subject, sessionId) {
      return (await redis.zscore(indexKey(subject), sessionId)) !== null;
    },
    async forget(subject, sessionId) {
      await redis.zrem(indexKey(subject), sessionId);
    },
    async removeAll(subject) {
      const key = indexKey(subject);
      const sessionIds = await redis.zrange(key, 0, '-1');
      if (sessionIds.length === 0) return;
      // Only what was read is taken off the list: a login that came in between stays on it.
      await execute(
        redis
          .multi()
          .del(...sessionIds.map(recordKey))
          .zrem(key, ...sessionIds),
      );
    },
    async changeRole(subject, role) {
      const sessionIds = await redis.zrange(indexKey(subject), 0, '-1');
      await Promise.all(sessionIds.map((sessionId) => changeRecord(sessionId, role)));
    },
  };
}
