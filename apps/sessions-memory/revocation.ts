import type { MemoryStore, SessionData } from 'express-session';
import type { SubjectSessions } from '../sessions/revocation.ts';

/** The index beside MemoryStore. Like the records, it holds the logins of this replica and of no other. */
export function createMemorySubjectSessions(store: MemoryStore): SubjectSessions {
  const sessionIds = new Map<string, Set<string>>();

  const change = async (sessionId: string, changes: Partial<SessionData>): Promise<void> => {
    const record = await new Promise<SessionData | null | undefined>((resolve, reject) => {
      store.get(sessionId, (error, found) => (error ? reject(error) : resolve(found)));
    });
    // No await stands between this line and the write, so no logout can come between.
    if (record != null) store.set(sessionId, { ...record, ...changes });
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
      sessionIds.get(subject)?.delete(sessionId);
      if (sessionIds.get(subject)?.size === 0) sessionIds.delete(subject);
    },
    async removeAll(subject) {
      for (const sessionId of sessionIds.get(subject) ?? []) store.destroy(sessionId);
      sessionIds.delete(subject);
    },
    async changeRole(subject, role) {
      const ids = [...(sessionIds.get(subject) ?? [])];
      await Promise.all(ids.map((sessionId) => change(sessionId, { role })));
    },
  };
}
