import { type Role, rises, roleSchema } from '../shared/accounts/accounts.ts';
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
  /** Must be called after the record is deleted. */
  forget(subject: string, sessionId: string): Promise<void>;
  /**
   * Resolves when every record that was ever listed is gone. A write that was in flight during the end of a session can
   * have brought its record back, so the records of sessions that have ended are deleted again.
   */
  removeAll(subject: string): Promise<void>;
  /**
   * Rewrites the role in every record that still exists, and creates none. A session whose role would rise ends
   * instead: its ID may have been learned while it was worth less, so the new rights need a login, which makes a new ID
   * (OWASP Session Management Cheat Sheet, "Renew the Session ID After Any Privilege Level Change"; ASVS 5.0, 7.2.4).
   * @returns whether a session was ended
   */
  changeRole(subject: string, role: Role): Promise<boolean>;
}

const indexKey = (subject: string) => `subject-sessions:${subject}`;

/** Replicas may disagree about the time, so an entry stays in the index for an hour beyond its end. */
const pruneMarginSeconds = 60 * 60; // 1 hour

/** The member of a session that has ended. Its ID alone is the member while the session lives. */
const endedMark = 'ended:';

/**
 * The index in Redis: one sorted set for each subject, session IDs by the time of their login or of their end.
 * @param absoluteLifeSeconds no session lives longer, so the index may end then. An index that expires sooner would
 * forget sessions that are still alive.
 */
export function createRedisSubjectSessions(
  redis: StoreClient,
  now: () => number,
  absoluteLifeSeconds: number,
): SubjectSessions {
  const indexLifeSeconds = absoluteLifeSeconds + pruneMarginSeconds;
  const listEnded = (subject: string, sessionIds: readonly string[]) =>
    redis
      .multi()
      .zrem(indexKey(subject), ...sessionIds)
      // NX: a session that ended before keeps the time of its end, so it leaves the index in the end.
      .zadd(indexKey(subject), 'NX', ...sessionIds.flatMap((id) => [now(), `${endedMark}${id}`]))
      .expire(indexKey(subject), indexLifeSeconds);
  const end = async (subject: string, sessionIds: readonly string[]): Promise<void> => {
    await execute(listEnded(subject, sessionIds).del(...sessionIds.map(recordKey)));
  };
  /** Of all sessions, those that have ended too. */
  const allIds = async (subject: string): Promise<readonly string[]> => {
    const members = await redis.zrange(indexKey(subject), 0, '-1');
    return members.map((member) => member.replace(endedMark, ''));
  };
  /** True: the session was ended. */
  const changeRecord = async (subject: string, sessionId: string, role: Role): Promise<boolean> => {
    const key = recordKey(sessionId);
    const text = await redis.get(key);
    if (text !== null && rises(roleSchema.parse(JSON.parse(text).role), role)) {
      await end(subject, [sessionId]);
      return true;
    }
    await updateRecord(redis, key, 'keep', (current) =>
      JSON.stringify({ ...JSON.parse(current), role }),
    );
    return false;
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
    async lists(subject, sessionId) {
      return (await redis.zscore(indexKey(subject), sessionId)) !== null;
    },
    async forget(subject, sessionId) {
      await execute(listEnded(subject, [sessionId]));
    },
    async removeAll(subject) {
      const sessionIds = await allIds(subject);
      // Only what was read is taken off the list: a login that came in between stays on it.
      if (sessionIds.length > 0) await end(subject, sessionIds);
    },
    async changeRole(subject, role) {
      const sessionIds = await allIds(subject);
      const ended = await Promise.all(sessionIds.map((id) => changeRecord(subject, id, role)));
      return ended.includes(true);
    },
  };
}
