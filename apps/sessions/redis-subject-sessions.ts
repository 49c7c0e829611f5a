import type { Role } from '../shared/accounts.ts';
import type { StoreClient } from '../shared/redis.ts';
import { execute } from '../shared/transaction.ts';
import { updateRecord } from './record-writer.ts';
import { absoluteLifeSeconds, type SubjectSessions } from './subject-sessions.ts';

/** connect-redis' own default prefix. */
export const recordKey = (sessionId: string) => `sess:${sessionId}`;
const indexKey = (subject: string) => `subject-sessions:${subject}`;

/** Replicas may disagree about the time; an entry is dropped only when it is surely over. */
const pruneMarginSeconds = 60 * 60; // 1 hour
const indexLifeSeconds = absoluteLifeSeconds + pruneMarginSeconds;

/** The index is a sorted set per subject: session ID by the time of its login. */
export function createRedisSubjectSessions(redis: StoreClient, now: () => number): SubjectSessions {
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
