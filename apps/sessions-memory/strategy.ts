import { MemoryStore } from 'express-session';
import { readRecord } from '../sessions/credential.ts';
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

/**
 * The index beside MemoryStore. Like the records, it holds the logins of this replica and of no other. It keeps the IDs
 * of ended sessions, because a write that was in flight can have brought a record back. Like MemoryStore, which drops an
 * expired record only when it is asked for, it grows until the replica restarts.
 */
function createMemorySubjectSessions(store: MemoryStore): SubjectSessions {
  const everListed = new Map<string, Set<string>>();
  const live = new Set<string>();
  const idsOf = (subject: string): ReadonlySet<string> => everListed.get(subject) ?? new Set();

  const end = (sessionId: string): void => {
    store.destroy(sessionId);
    live.delete(sessionId);
  };
  /** True: the session was ended. */
  const changeRecord = async (sessionId: string, role: Role): Promise<boolean> => {
    const record = await readRecord(store, sessionId);
    // No await stands between this line and the write, so no logout can come between.
    if (record?.role === undefined) return false;
    if (!rises(record.role, role)) {
      store.set(sessionId, { ...record, role });
      return false;
    }
    end(sessionId);
    return true;
  };

  return {
    async add(subject, sessionId) {
      const ids = everListed.get(subject) ?? new Set();
      everListed.set(subject, ids.add(sessionId));
      live.add(sessionId);
    },
    lists: async (_subject, sessionId) => live.has(sessionId),
    async forget(_subject, sessionId) {
      live.delete(sessionId);
    },
    async removeAll(subject) {
      for (const sessionId of idsOf(subject)) end(sessionId);
    },
    async changeRole(subject, role) {
      const changes = [...idsOf(subject)].map((sessionId) => changeRecord(sessionId, role));
      return (await Promise.all(changes)).includes(true);
    },
  };
}
