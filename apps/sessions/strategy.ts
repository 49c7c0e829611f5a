import type { Approach, AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { emptyCart } from '../shared/cart.ts';
import { createSessionLogin } from './session-login.ts';
import { sessionMiddleware } from './session-middleware.ts';
import { save } from './session-record.ts';
import { createSessionStorage, sessionContenders } from './session-storage.ts';

/** The server keeps the memory and hands out a ticket: an opaque session ID. */
export const approach: Approach = {
  contenders: sessionContenders,
  requires: ['SESSION_SECRET'],
  createStrategy,
};

const defaultTtlSeconds = 15 * 60; // 15 minutes without a request

async function createStrategy(context: StrategyContext): Promise<AuthStrategy> {
  const { config } = context;
  const ttlSeconds = config.credentialTtlSeconds ?? defaultTtlSeconds;
  const storage = createSessionStorage({ ...context, ttlSeconds });
  const { store, subjectSessions, cookieCache } = storage;
  const sessions = sessionMiddleware(config, store, storage.cookieLifeSeconds);
  let indexLeftovers = 0;
  const countLeftover = () => {
    indexLeftovers += 1;
  };

  return {
    middleware: cookieCache === null ? sessions : [cookieCache.open, ...sessions, cookieCache.send],
    routes: [],
    needsStoreFor: storage.inRedis ? 'requests' : 'nothing',
    ...createSessionLogin(context, store, subjectSessions, ttlSeconds, countLeftover),

    revokeAll: (subject) => subjectSessions.removeAll(subject),
    changeRole: (subject, role) => subjectSessions.changeRole(subject, role),

    readCart: async (req) => req.session.cart ?? emptyCart,
    async writeCart(req, _res, _identity, cart) {
      req.session.cart = cart;
      await save(req.session);
    },

    notReady: () => [],
    metrics: () => ({ indexLeftovers, ...storage.metrics() }),
    close: storage.close,
  };
}
