import type { Request } from 'express';
import type { SessionData, Store } from 'express-session';
import type { Account } from '../shared/accounts/accounts.ts';
import type { Identity } from '../shared/auth-outcome.ts';
import type { AuthStrategy } from '../shared/auth-strategy.ts';
import { Problem } from '../shared/http/problem.ts';
import { reasonForNoRecord } from './carriage.ts';
import {
  credentialIdOf,
  destroy,
  readRecord,
  regenerate,
  save,
  saveNoMore,
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
    const expiresAtMs = expiryOf(issuedAtMs);
    return { subject, role, credentialId, loginId: credentialId, issuedAtMs, expiresAtMs };
  };

  return {
    async issue(req, _res, account) {
      const replaced = identify(req.session);
      const replacedId = req.sessionID;
      try {
        await createRecord(req, account, now(), settings, subjectSessions);
        const identity = identify(req.session);
        if (identity === null) throw new Error('the record of a login does not name its subject');
        const credential = signSessionId(req.sessionID, settings.sessionSecret);
        if (replaced === null) return { identity, credential };
        await subjectSessions.forget(replaced.subject, replacedId).catch(onIndexLeftover);
        return { identity, credential, replaced };
      } catch (error) {
        // The answer is a refusal, so it must not carry the session. Without an answer the ID stays unknown.
        await destroy(req.session).catch(() => undefined);
        throw error;
      }
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

/**
 * Makes a record that every later logout-all finds. A logout-all takes the entries off the index and deletes their
 * records. One that comes between `add` and `save` finds the entry and no record yet. So the entry is looked for again
 * after the save: where it is gone, the logout-all came first and this login has lost.
 * @throws Problem `account_changed` when the login has lost against a logout-all
 */
async function createRecord(
  req: Request,
  { subject, role }: Account,
  issuedAtMs: number,
  { claimsBytes }: Settings,
  subjectSessions: SubjectSessions,
): Promise<void> {
  // Every login gets a new ID, so an ID that an attacker has planted before is worth nothing (session fixation).
  await regenerate(req.session);
  const { session, sessionID } = req;
  Object.assign(session, { subject, role, credentialId: credentialIdOf(sessionID), issuedAtMs });
  if (claimsBytes > 0) session.padding = 'x'.repeat(claimsBytes);
  await subjectSessions.add(subject, sessionID);
  await save(session);
  if (!(await subjectSessions.lists(subject, sessionID))) throw new Problem('account_changed');
  saveNoMore(session);
}
