import type { SessionData, Store } from 'express-session';
import type { AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { cookieOptions } from '../shared/cookies.ts';
import type { Identity } from '../shared/identity.ts';
import { credentialIdOf, signSessionId } from './session-id.ts';
import { reasonForNoRecord, sessionCookieName } from './session-middleware.ts';
import { destroy, readRecord, regenerate, save } from './session-record.ts';
import { absoluteLifeSeconds, type SubjectSessions } from './subject-sessions.ts';

/** Logging in, being recognised, logging out. `onIndexLeftover` hears of a logout whose index entry stayed behind. */
export function createSessionLogin(
  { config, now }: StrategyContext,
  store: Store,
  subjectSessions: SubjectSessions,
  ttlSeconds: number,
  onIndexLeftover: () => void,
): Pick<AuthStrategy, 'issue' | 'authenticate' | 'stillValid' | 'revoke'> {
  /** A session lives on with each request, up to its absolute end. */
  const expiryOf = (issuedAtMs: number) =>
    Math.min(now() + ttlSeconds * 1000, issuedAtMs + absoluteLifeSeconds * 1000);

  const identify = (record: Partial<SessionData>): Identity | null => {
    const { subject, role, credentialId, issuedAtMs } = record;
    if (subject === undefined || role === undefined) return null;
    if (credentialId === undefined || issuedAtMs === undefined) return null;
    return { subject, role, credentialId, issuedAtMs, expiresAtMs: expiryOf(issuedAtMs) };
  };

  return {
    async issue(req, _res, { subject, role }) {
      // A new ID at every login, so that one planted beforehand is worth nothing (session fixation).
      await regenerate(req.session);
      const issuedAtMs = now();
      const credentialId = credentialIdOf(req.sessionID);
      Object.assign(req.session, { subject, role, credentialId, issuedAtMs });
      if (config.claimsBytes > 0) req.session.padding = 'x'.repeat(config.claimsBytes);
      await subjectSessions.add(subject, req.sessionID);
      await save(req.session);
      const expiresAtMs = expiryOf(issuedAtMs);
      return {
        identity: { subject, role, credentialId, issuedAtMs, expiresAtMs },
        credential: signSessionId(req.sessionID, config.sessionSecret),
      };
    },

    async authenticate(req) {
      // The middleware has read the record; what is left is to look at it.
      const identity = identify(req.session);
      if (identity === null) return { ok: false, code: reasonForNoRecord(req, config) };
      if (identity.expiresAtMs <= now()) return { ok: false, code: 'expired' };
      return { ok: true, identity };
    },

    async stillValid(req) {
      const identity = identify((await readRecord(store, req.sessionID)) ?? {});
      return identity !== null && identity.expiresAtMs > now();
    },

    async revoke(req, res, { subject }) {
      const { sessionID } = req;
      await destroy(req.session);
      if (config.carriage === 'cookie') {
        res.clearCookie(sessionCookieName(config), cookieOptions(config));
      }
      // The session is gone. An index entry left behind points at nothing and ends by itself.
      await subjectSessions.forget(subject, sessionID).catch(onIndexLeftover);
    },
  };
}
