import type { Request } from 'express';
import type { Approach, AuthStrategy, Identity, StrategyContext } from '../shared/auth-strategy.ts';
import { emptyCart } from '../shared/cart.ts';
import { cookieOptions } from '../shared/cookies.ts';
import { credentialIdOf, signSessionId } from './session-id.ts';
import { reasonForNoRecord, sessionCookieName, sessionMiddleware } from './session-middleware.ts';
import { destroy, regenerate, save } from './session-record.ts';
import { createSessionStorage, type SessionContender, sessionContenders } from './session-store.ts';
import { absoluteLifeSeconds } from './subject-sessions.ts';

/** The server keeps the memory and hands out a ticket: an opaque session ID. */
export const approach: Approach = {
  contenders: sessionContenders,
  requires: ['SESSION_SECRET'],
  createStrategy,
};

const defaultTtlSeconds = 15 * 60; // 15 minutes without a request

async function createStrategy(context: StrategyContext): Promise<AuthStrategy> {
  const { config, now } = context;
  const ttlSeconds = config.credentialTtlSeconds ?? defaultTtlSeconds;
  const { store, subjectSessions, inRedis } = createSessionStorage(
    readContender(config.contender),
    context,
  );
  let indexCleanupFailures = 0;

  /** A session lives on with each request, up to its absolute end. */
  const expiryOf = (issuedAtMs: number) =>
    Math.min(now() + ttlSeconds * 1000, issuedAtMs + absoluteLifeSeconds * 1000);

  const identityOf = ({ session }: Request): Identity | null => {
    const { subject, role, credentialId, issuedAtMs } = session;
    if (subject === undefined || role === undefined) return null;
    if (credentialId === undefined || issuedAtMs === undefined) return null;
    return { subject, role, credentialId, issuedAtMs, expiresAtMs: expiryOf(issuedAtMs) };
  };

  return {
    middleware: sessionMiddleware(config, store, ttlSeconds),
    routes: [],
    needsStore: inRedis,

    async issue(req, _res, { subject, role }) {
      // A new ID at every login, so that one planted beforehand is worth nothing (session fixation).
      await regenerate(req.session);
      const issuedAtMs = now();
      const credentialId = credentialIdOf(req.sessionID);
      Object.assign(req.session, { subject, role, credentialId, issuedAtMs });
      if (config.claimsBytes > 0) req.session.padding = 'x'.repeat(config.claimsBytes);
      await subjectSessions.add(subject, req.sessionID);
      await save(req.session);
      const identity = {
        subject,
        role,
        credentialId,
        issuedAtMs,
        expiresAtMs: expiryOf(issuedAtMs),
      };
      return { identity, credential: signSessionId(req.sessionID, config.sessionSecret) };
    },

    async authenticate(req) {
      // The record has been read by the middleware; what is left is to look at it.
      const identity = identityOf(req);
      if (identity === null) return { ok: false, code: reasonForNoRecord(req, config) };
      if (identity.expiresAtMs <= now()) return { ok: false, code: 'expired' };
      return { ok: true, identity };
    },

    async revoke(req, res, { subject }) {
      const { sessionID } = req;
      await destroy(req.session);
      if (config.carriage === 'cookie')
        res.clearCookie(sessionCookieName(config), cookieOptions(config));
      // The session is gone. An index entry left behind points at nothing and ends by itself.
      await subjectSessions.forget(subject, sessionID).catch(() => {
        indexCleanupFailures += 1;
      });
    },
    revokeAll: (subject) => subjectSessions.removeAll(subject),
    changeRole: (subject, role) => subjectSessions.changeRole(subject, role),

    readCart: async (req) => req.session.cart ?? emptyCart,
    async writeCart(req, _res, _identity, cart) {
      req.session.cart = cart;
      await save(req.session);
    },

    notReady: () => [],
    metrics: () => ({ indexCleanupFailures }),
    close: async () => undefined,
  };
}

function readContender(name: string): SessionContender {
  const found = sessionContenders.find((each) => each === name);
  if (found === undefined) throw new Error(`${name} is no contender of this app`);
  return found;
}
