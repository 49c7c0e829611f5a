import type { Role } from '../shared/accounts.ts';
import { Problem } from '../shared/problem.ts';
import type { StoreClient } from '../shared/redis.ts';
import { execute } from '../shared/transaction.ts';
import { absoluteLifeSeconds, type SubjectSessions } from './subject-sessions.ts';

/** connect-redis' own default prefix. */
const recordKey = (sessionId: string) => `sess:${sessionId}`;
const indexKey = (subject: string) => `subject-sessions:${subject}`;

/** Replicas may disagree about the time; an entry is dropped only when it is surely over. */
const pruneMarginSeconds = 60 * 60; // 1 hour
const indexLifeSeconds = absoluteLifeSeconds + pruneMarginSeconds;

/** Writes only if nobody has changed or removed the record since it was read. KEYS: record. ARGV: old, new. */
const replaceUnchanged = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1`;

const replaceAttempts = 10;

/** The index is a sorted set per subject: session ID by the time of its login. */
export function createRedisSubjectSessions(redis: StoreClient, now: () => number): SubjectSessions {
  const changeRecord = async (sessionId: string, role: Role): Promise<void> => {
    const key = recordKey(sessionId);
    for (let attempt = 0; attempt < replaceAttempts; attempt += 1) {
      const text = await redis.get(key);
      if (text === null) return;
      const changed = JSON.stringify({ ...JSON.parse(text), role });
      if ((await redis.eval(replaceUnchanged, 1, key, text, changed)) === 1) return;
    }
    throw new Problem('state_conflict');
  };

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
