import { MemoryStore, type SessionData } from 'express-session';
import type { SubjectSessions } from '../sessions/revocation.ts';
import { environment, settingsOf } from '../sessions/settings.ts';
import { createSessionStrategy } from '../sessions/strategy.ts';
import { type Role, rises } from '../shared/accounts/accounts.ts';
import type { Approach } from '../shared/auth-strategy.ts';

/**
 * The trap: every replica remembers only the logins that it has seen itself.
 *
 * MemoryStore ends a record by `Date.now()`, which `CLOCK_OFFSET_MS` does not reach. The fault would change nothing if
 * it did: a login and all checks of it are made by one replica, so an offset that stays the same is in both times and
 * cancels out. What the fault costs here is the restart that sets it, because the replica then forgets its records.
 */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const settings = settingsOf(context.config, own);
    const store = new MemoryStore();
    return createSessionStrategy(context, settings, {
      store,
      subjectSessions: createMemorySubjectSessions(store),
      needsStoreFor: 'nothing',
      cookieLifeSeconds: settings.ttlSeconds,
    });
  },
};

/** The index beside MemoryStore. Like the records, it holds the logins of this replica and of no other. */
function createMemorySubjectSessions(store: MemoryStore): SubjectSessions {
  const sessionIds = new Map<string, Set<string>>();

  const forget = (subject: string, sessionId: string): void => {
    sessionIds.get(subject)?.delete(sessionId);
    if (sessionIds.get(subject)?.size === 0) sessionIds.delete(subject);
  };
  /** True: the session was ended. */
  const changeRecord = async (subject: string, sessionId: string, role: Role): Promise<boolean> => {
    const record = await new Promise<SessionData | null | undefined>((resolve, reject) => {
      store.get(sessionId, (error, found) => (error ? reject(error) : resolve(found)));
    });
    // No await stands between this line and the write, so no logout can come between.
    if (record?.role === undefined) return false;
    if (!rises(record.role, role)) {
      store.set(sessionId, { ...record, role });
      return false;
    }
    store.destroy(sessionId);
    forget(subject, sessionId);
    return true;
  };

  return {
    async add(subject, sessionId) {
      const known = sessionIds.get(subject) ?? new Set();
      sessionIds.set(subject, known.add(sessionId));
    },
    async lists(subject, sessionId) {
      return sessionIds.get(subject)?.has(sessionId) ?? false;
    },
    async forget(subject, sessionId) {
      forget(subject, sessionId);
    },
    async removeAll(subject) {
      for (const sessionId of sessionIds.get(subject) ?? []) store.destroy(sessionId);
      sessionIds.delete(subject);
    },
    async changeRole(subject, role) {
      const ids = [...(sessionIds.get(subject) ?? [])];
      const ended = await Promise.all(ids.map((id) => changeRecord(subject, id, role)));
      return ended.includes(true);
    },
  };
}
