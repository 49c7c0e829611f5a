import type { ReplicaRevocation } from '../../result/revocation.ts';
import { median } from '../../stats/percentile.ts';
import type { Probe } from './probe.ts';

/** The revocation that the probes surrounded, on the probes' clock. */
export interface Revocation {
  /** The revoking request was handed over. */
  readonly sentMs: number;
  /** t_ack: its answer was fully received. From here on the caller has been told "revoked". */
  readonly ackMs: number;
  /** Probing ended. */
  readonly untilMs: number;
}

export interface ReplicaAnalysis extends ReplicaRevocation {
  readonly probesAfterAck: number;
  /** Probes that said nothing about the credential: 503, transport. */
  readonly errors: number;
  /** Refused before the revoking request was sent: the credential did not work to begin with. */
  readonly refusedBefore: number;
}

/**
 * A gap between two probes counts for the resolution when it touches this much around the moment in question: the gap
 * that holds the moment, and the one or two beside it. A wider vicinity would report hiccups that hide nothing.
 */
const vicinityMs = 2;

/**
 * What one replica's probes say about one revocation. All results are milliseconds after t_ack.
 *
 * - stale accept: sent after t_ack and accepted. Sent before and answered after it: in flight, never a violation.
 * - the latency lies between the last stale accept's sending and the answer of the first refusal after which nothing
 *   was accepted; with no such refusal it is censored.
 * - resurrection: accepted, though sent after a refusal had been answered.
 * - resolution: the largest time between two starts around t_ack, and around the change from accepted to refused.
 *   Probes that ended as errors fill no gap, because they say nothing.
 */
export function analyseReplica(
  replica: string,
  probes: readonly Probe[],
  revocation: Revocation,
): ReplicaAnalysis {
  const { ackMs } = revocation;
  const accepted = probes.filter(({ verdict }) => verdict === 'accepted');
  const refused = probes.filter(({ verdict }) => verdict === 'refused');
  const stale = accepted.filter(({ sentMs }) => sentMs > ackMs);
  const lastAcceptMs = largest(accepted.map(({ sentMs }) => sentMs));
  const settled = refused.filter(({ sentMs }) => sentMs > (lastAcceptMs ?? -Infinity));
  const final = earliestDone(settled);
  const first = earliestDone(refused);
  const gaps = gapsNear(probes, revocation, final === null ? [ackMs] : [ackMs, final.sentMs]);
  const lastStaleMs = largest(stale.map(({ sentMs }) => sentMs));
  return {
    replica,
    probes: probes.length,
    probesAfterAck: probes.filter(({ sentMs }) => sentMs > ackMs).length,
    errors: probes.length - accepted.length - refused.length,
    refusedBefore: refused.filter(({ doneMs }) => doneMs < revocation.sentMs).length,
    staleAccepts: stale.length,
    inFlightAccepts: accepted.filter(({ sentMs, doneMs }) => sentMs <= ackMs && doneMs > ackMs)
      .length,
    lastStaleAcceptMs: lastStaleMs === null ? null : lastStaleMs - ackMs,
    firstRefusalMs: final === null ? null : final.doneMs - ackMs,
    firstRefusedSentMs: final === null ? null : Math.max(0, firstSentMs(settled) - ackMs),
    largestGapMs: largest(gaps) ?? revocation.untilMs - ackMs,
    medianGapMs: median(gaps) ?? revocation.untilMs - ackMs,
    resurrections:
      first === null ? 0 : accepted.filter(({ sentMs }) => sentMs > first.doneMs).length,
  };
}

/**
 * The fleet is as late as its latest replica. A refusal before t_ack counts as 0: until then the caller had not been
 * told that the credential was revoked.
 */
export function analyseFleet(replicas: readonly ReplicaRevocation[]) {
  const refusals = replicas.flatMap(({ firstRefusalMs }) => firstRefusalMs ?? []);
  const censored = refusals.length < replicas.length;
  return {
    fleetLowMs: Math.max(0, ...replicas.map(({ lastStaleAcceptMs }) => lastStaleAcceptMs ?? 0)),
    fleetHighMs: censored ? null : Math.max(0, ...refusals),
    resolutionMs: Math.max(0, ...replicas.map(({ largestGapMs }) => largestGapMs)),
    censored,
    resurrections: replicas.reduce((sum, { resurrections }) => sum + resurrections, 0),
  };
}

/** Times between consecutive starts of telling probes, where they touch the vicinity of one of the moments. */
function gapsNear(
  probes: readonly Probe[],
  { untilMs }: Revocation,
  momentsMs: readonly number[],
): number[] {
  const telling = probes.filter(({ verdict }) => verdict !== 'error');
  // The end of probing closes the last gap, so that silence after the revocation is not overlooked.
  const startsMs = [...telling.map(({ sentMs }) => sentMs), untilMs].sort((a, b) => a - b);
  return startsMs.slice(1).flatMap((endMs, index) => {
    const beginMs = startsMs[index] ?? endMs;
    const near = momentsMs.some((ms) => endMs > ms - vicinityMs && beginMs < ms + vicinityMs);
    return near ? [endMs - beginMs] : [];
  });
}

function largest(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((a, b) => Math.max(a, b));
}

function firstSentMs(probes: readonly Probe[]): number {
  return probes.reduce((first, { sentMs }) => Math.min(first, sentMs), Number.POSITIVE_INFINITY);
}

function earliestDone(probes: readonly Probe[]): Probe | null {
  return probes.length === 0 ? null : probes.reduce((a, b) => (b.doneMs < a.doneMs ? b : a));
}
