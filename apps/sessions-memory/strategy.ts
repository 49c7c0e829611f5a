import { MemoryStore } from 'express-session';
import { environment, settingsOf } from '../sessions/settings.ts';
import { createSessionStrategy } from '../sessions/strategy.ts';
import type { Approach } from '../shared/auth-strategy.ts';
import { createMemorySubjectSessions } from './revocation.ts';

/** The trap: every replica remembers only the logins that it has seen itself. */
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
