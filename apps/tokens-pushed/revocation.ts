import type { Revocations } from '../tokens/revocation.ts';
import type { Settings } from '../tokens/settings.ts';
import type { RevocationList } from './revocation-list.ts';
import type { NewRevocation, RevocationLog } from './revocation-log.ts';

/** As in the denylist: a refresh that is under way may still mint a token, and clocks may be ahead. */
const marginMs = 60_000;

/**
 * Writes to the log in Redis, and to the replica's own list as soon as Redis has acknowledged: this replica need not
 * wait for the push.
 */
export function createPushedRevocations(
  log: RevocationLog,
  list: RevocationList,
  settings: Pick<Settings, 'ttlSeconds' | 'refreshTtlSeconds' | 'clockToleranceSeconds'>,
): Revocations {
  const toleranceMs = settings.clockToleranceSeconds * 1000;
  const tokenLifeMs = settings.ttlSeconds * 1000 + toleranceMs + marginMs;
  const loginLifeMs = Math.max(tokenLifeMs, settings.refreshTtlSeconds * 1000 + marginMs);

  const record = async (revocations: readonly NewRevocation[]): Promise<void> => {
    for (const revocation of await log.record(revocations)) list.add(revocation);
  };

  return {
    async isRevoked({ sub, sid, loginAtMs }) {
      // A refresh makes new tokens, so it asks Redis. It also asks the own list, because Redis may have lost data.
      if (list.covers({ sub, sid, loginAtMs }, undefined)) return true;
      const { notBeforeMs, loginRevoked } = await log.lookUp(sub, sid);
      return loginRevoked || loginAtMs <= notBeforeMs;
    },
    async revokeLogin(sid, token) {
      const revoked: NewRevocation[] = [
        { kind: 'login', id: sid, ends: { inMs: tokenLifeMs }, notBeforeMs: 0 },
      ];
      if (token !== undefined) {
        const ends = { atMs: token.exp * 1000 + toleranceMs };
        revoked.push({ kind: 'token', id: token.jti, ends, notBeforeMs: 0 });
      }
      await record(revoked);
    },
    revokeSubject: (subject, atLeastMs) =>
      record([
        { kind: 'subject', id: subject, ends: { inMs: loginLifeMs }, notBeforeMs: { atLeastMs } },
      ]),
    async loginTimeMs(subject) {
      const { nowMs, notBeforeMs } = await log.lookUp(subject, '');
      return Math.max(nowMs, notBeforeMs + 1);
    },
  };
}
