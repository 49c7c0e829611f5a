import type { Outcome } from '../../load/outcome.ts';
import type { PacedRecord } from '../../load/pace/record.ts';
import type { LateLogout } from './late-logout.ts';
import { mix, turnOf } from './mix.ts';

/** One request with its class. */
export interface Judged extends Outcome {
  readonly record: PacedRecord;
}

/**
 * What a credential of the `leaving` set was when a request with it was sent: valid before its user tried to log out;
 * revoked once the logout was acknowledged and the contender's bound has passed; in between either answer is right,
 * as it is for ever when the logout was not acknowledged (a command that timed out may still have been carried out).
 */
export type Standing = 'valid' | 'revoked' | 'either';

export function standingAt(sentMs: number, logout: LateLogout, boundMs: number): Standing {
  // A request that is under way while the user logs out may be decided before or after.
  if (sentMs >= logout.triedMs) {
    const { acknowledgedMs } = logout;
    return acknowledgedMs !== null && sentMs > acknowledgedMs + boundMs ? 'revoked' : 'either';
  }
  return 'valid';
}

/** The records with the population that each credential belonged to when it was presented. */
export function withStanding(
  records: readonly PacedRecord[],
  logouts: readonly LateLogout[],
  boundMs: number,
): PacedRecord[] {
  if (logouts.length === 0) return [...records];
  return records.map((record) => {
    if (mix[record.kind]?.credentials !== 'leaving') return record;
    const logout = logouts[turnOf(record.k, logouts.length)];
    if (logout === undefined) return record;
    const standing = standingOf(record, logout, boundMs);
    if (standing !== 'either') return { ...record, population: standing };
    return { ...record, population: wasRefused(record) ? 'revoked' : 'valid' };
  });
}

/** A request that was sent before the logout and answered after it may have met it on the way. */
function standingOf(record: PacedRecord, logout: LateLogout, boundMs: number): Standing {
  const standing = standingAt(record.sentMs, logout, boundMs);
  return standing === 'valid' && record.doneMs >= logout.triedMs ? 'either' : standing;
}

function wasRefused({ status }: PacedRecord): boolean {
  return status === 401;
}

/** Acknowledged logouts whose credential was accepted later than the bound. */
export function acceptedAfterLogout(
  records: readonly PacedRecord[],
  logouts: readonly LateLogout[],
  boundMs: number,
): number {
  return logouts.filter((logout, index) =>
    records.some(
      ({ kind, k, sentMs, status }) =>
        mix[kind]?.credentials === 'leaving' &&
        turnOf(k, logouts.length) === index &&
        standingAt(sentMs, logout, boundMs) === 'revoked' &&
        status !== null &&
        status < 300,
    ),
  ).length;
}
