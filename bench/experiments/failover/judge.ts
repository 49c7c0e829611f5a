import {
  classify,
  countOutcomes,
  isFailure,
  type Outcome,
  slowAfterMs,
} from '../../load/outcome.ts';
import type { PacedRecord } from '../../load/pace/record.ts';
import type { BoundPhases, Misjudgement } from '../../result/failover-outcome.ts';
import { quantileOf } from '../../stats/percentile.ts';
import { mix, needsOnlyCredential, turnOf } from './mix.ts';
import type { LateLogout } from './populations.ts';

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

/** What a request is judged by, beside its answer. Times are on the clock of the records. */
export interface Circumstances {
  readonly logouts: readonly LateLogout[];
  /** How long after an acknowledged logout this contender may still accept the credential, in milliseconds. */
  readonly boundMs: number;
  /** When the first of the valid credentials ends by itself. The load does not renew them. */
  readonly validUntilMs: number;
}

/** The records with the population that each credential belonged to when it was presented. */
export function withStanding(
  records: readonly PacedRecord[],
  circumstances: Circumstances,
): PacedRecord[] {
  return records.map((record) => {
    const standing = standingOf(record, circumstances);
    if (standing === null) return record;
    if (standing !== 'either') return { ...record, population: standing };
    return { ...record, population: record.status === 401 ? 'revoked' : 'valid' };
  });
}

/** Null: what the mix says of its kind. */
function standingOf(record: PacedRecord, circumstances: Circumstances): Standing | null {
  const { logouts, boundMs, validUntilMs } = circumstances;
  const credentials = mix[record.kind]?.credentials;
  const logout = credentials === 'leaving' ? logouts[turnOf(record.k, logouts.length)] : undefined;
  const standing = logout === undefined ? null : standingAt(record.sentMs, logout, boundMs);
  if (standing === 'revoked' || credentials === null || credentials === 'revoked') return standing;
  // What is sent before the logout or the end of its credential, and answered after it, may have met it on the way.
  const until = Math.min(validUntilMs, logout?.triedMs ?? Number.POSITIVE_INFINITY);
  return record.doneMs >= until ? 'either' : standing;
}

/** When the fault began, and how busy the machine was (`ProcessorWatch`). */
export interface FaultSeen {
  readonly faultMs: number;
  idleShare(fromMs: number, untilMs: number): number;
}

/** With less processor time to spare, a late or failed answer may be the machine's doing. */
export const spareShare = 0.1;

/** However busy the machine was before the fault: a second is slow. */
const alwaysSlowMs = 1_000;

/** Gives each request its class. An answer is slow against the time before the fault. */
export function judge(
  records: readonly PacedRecord[],
  { faultMs, idleShare }: FaultSeen,
): Judged[] {
  const before = records.filter(({ doneMs }) => doneMs < faultMs);
  const baselineP99Ms =
    quantileOf(
      before.map(({ sentMs, doneMs }) => doneMs - sentMs),
      0.99,
    ) ?? 0;
  const slowMs = Math.min(slowAfterMs(baselineP99Ms), alwaysSlowMs);
  return records.map((record) => {
    const { intendedMs, sentMs, doneMs } = record;
    // From sending, not from the schedule: this load waits for no answer, so what leaves late was held up by the load
    // generator alone. That is published as send lag, and is no contender's doing.
    const outcome = classify({ ...record, intendedMs: sentMs }, slowMs);
    const isLateOrFailed = outcome === 'slow' || isFailure(outcome);
    const starved = isLateOrFailed && idleShare(sentMs, doneMs) < spareShare;
    return { record, class: outcome, intendedMs, doneMs, starved };
  });
}

/** Acknowledged logouts whose credential was accepted later than the bound. */
export function acceptedAfterLogout(
  records: readonly PacedRecord[],
  circumstances: Circumstances,
): number {
  const accepted = records.filter(
    (record) =>
      standingOf(record, circumstances) === 'revoked' &&
      record.status !== null &&
      record.status < 300,
  );
  return new Set(accepted.map(({ k }) => turnOf(k, circumstances.logouts.length))).size;
}

/** Which replica accepted revoked credentials or refused valid ones, how often, and from when to when. */
export function misjudgementsOf(since: readonly Judged[], faultMs: number): Misjudgement[] {
  const wrong = since.flatMap((each) =>
    each.class === 'false-accept' || each.class === 'false-reject'
      ? [{ ...each, outcome: each.class, replica: each.record.replica ?? 'unknown' }]
      : [],
  );
  const groups = Map.groupBy(wrong, ({ outcome, replica }) => `${replica} ${outcome}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const timesMs = group.map(({ intendedMs }) => intendedMs - faultMs);
    return {
      replica: first.replica,
      outcome: first.outcome,
      requests: group.length,
      firstMs: Math.min(...timesMs),
      lastMs: Math.max(...timesMs),
    };
  });
}

/** The time of a fault that takes Redis away, on the clock of the harness. */
export interface Outage {
  readonly faultMs: number;
  /** When the healing began: from here on Redis may answer again. */
  readonly heldUntilMs: number;
  /** How long the contender may go on with a copy while Redis is away; null where the fault does not test that. */
  readonly copyBoundMs: number | null;
}

/** Requests that present a credential, while Redis was away: within the bound of the copy, and after it. */
export function boundPhasesOf(
  since: readonly Judged[],
  { copyBoundMs, faultMs, heldUntilMs }: Outage,
): BoundPhases | null {
  if (copyBoundMs === null) return null;
  const sentBetween = (fromMs: number, untilMs: number) =>
    countOutcomes(
      since.filter(({ record: { kind, sentMs } }) => {
        const planned = mix[kind];
        const asks = planned !== undefined && needsOnlyCredential(planned);
        return asks && sentMs >= fromMs && sentMs < untilMs;
      }),
    );
  return {
    boundMs: copyBoundMs,
    heldMs: heldUntilMs - faultMs,
    within: sentBetween(faultMs, Math.min(heldUntilMs, faultMs + copyBoundMs)),
    after: sentBetween(faultMs + copyBoundMs, heldUntilMs),
  };
}
