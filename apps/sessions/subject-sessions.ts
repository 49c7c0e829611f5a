import type { Role } from '../shared/accounts.ts';

/**
 * Which sessions a subject has. A session store can only be asked by session ID, so without this a
 * logout-all would have to scan the whole keyspace. Maintained at login and logout only: a request that is
 * merely checked pays nothing for it.
 */
export interface SubjectSessions {
  /** Must be called before the record is saved: a record that is not listed here cannot be revoked. */
  add(subject: string, sessionId: string): Promise<void>;
  forget(subject: string, sessionId: string): Promise<void>;
  /** Resolves when every record that was listed is gone. */
  removeAll(subject: string): Promise<void>;
  /** Rewrites the role in every record that still exists, and creates none. */
  changeRole(subject: string, role: Role): Promise<void>;
}

/**
 * No session lives longer than this, however busy it is (OWASP: absolute timeout of 4 to 8 hours). It is also
 * what lets the index end: without it, an index that expires would forget sessions that are still alive.
 */
export const absoluteLifeSeconds = 8 * 60 * 60; // 8 hours
