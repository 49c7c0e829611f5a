import type { SessionData, Store } from 'express-session';
import type { Identity } from '../shared/auth-outcome.ts';
import type { AuthStrategy } from '../shared/auth-strategy.ts';
import { reasonForNoRecord } from './carriage.ts';
import {
  credentialIdOf,
  destroy,
  readRecord,
  regenerate,
  save,
  signSessionId,
} from './credential.ts';
import type { SubjectSessions } from './revocation.ts';
import type { Settings } from './settings.ts';

/**
 * Login, check and logout of a session.
 * @param onIndexLeftover is called after a logout whose index entry could not be removed
 */
export function createSessionLogin(
  settings: Settings,
  now: () => number,
  store: Store,
  subjectSessions: SubjectSessions,
  onIndexLeftover: () => void,
): Pick<AuthStrategy, 'issue' | 'authenticate' | 'identifyToEnd' | 'stillValid' | 'revoke'> {
  const { ttlSeconds, absoluteLifeSeconds } = settings;
  /** Each request prolongs a session, up to its absolute end. */
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
      const replaced = identify(req.session);
      // A new ID at every login, so that one planted beforehand is worth nothing (session fixation).
      await regenerate(req.session);
      const issuedAtMs = now();
      const credentialId = credentialIdOf(req.sessionID);
      Object.assign(req.session, { subject, role, credentialId, issuedAtMs });
      if (settings.claimsBytes > 0) req.session.padding = 'x'.repeat(settings.claimsBytes);
      await subjectSessions.add(subject, req.sessionID);
      await save(req.session);
      const expiresAtMs = expiryOf(issuedAtMs);
      return {
        identity: { subject, role, credentialId, issuedAtMs, expiresAtMs },
        ...(replaced === null ? {} : { replaced }),
        credential: signSessionId(req.sessionID, settings.sessionSecret),
      };
    },

    async authenticate(req) {
      // The middleware has already read the record.
      const identity = identify(req.session);
      if (identity === null) return { ok: false, code: reasonForNoRecord(req, settings) };
      if (identity.expiresAtMs <= now()) return { ok: false, code: 'expired' };
      return { ok: true, identity };
    },

    async identifyToEnd(req) {
      // Without a record there is nothing to end here, and another replica's memory may hold it.
      const identity = identify(req.session);
      if (identity === null) return { ok: false, code: reasonForNoRecord(req, settings) };
      return { ok: true, identity };
    },

    async stillValid(req) {
      const identity = identify((await readRecord(store, req.sessionID)) ?? {});
      return identity !== null && identity.expiresAtMs > now();
    },

    async revoke(req, _res, { subject }) {
      const { sessionID } = req;
      await destroy(req.session);
      // The session is gone. An index entry left behind points at nothing and ends by itself.
      await subjectSessions.forget(subject, sessionID).catch(onIndexLeftover);
    },
  };
}
