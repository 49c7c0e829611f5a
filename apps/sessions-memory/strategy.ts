import { MemoryStore } from 'express-session';
import { environment, settingsOf } from '../sessions/settings.ts';
import { createSessionStrategy } from '../sessions/strategy.ts';
import type { Approach } from '../shared/auth-strategy.ts';
import { createMemorySubjectSessions } from './revocation.ts';

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
      metrics: () => ({}),
      close: async () => undefined,
    });
  },
};
