import { max } from 'd3-array';
import type { ActionName, RevocationSummary, RevocationTrial } from '../../result/revocation.ts';
import { decimal, milliseconds, name } from '../format.ts';

/** How long one contender accepted what one action had revoked, in all valid trials. */
export interface Staleness {
  /**
   * Trials in which no probe sent after the acknowledgement was accepted. Their latency is 0 as far as the probes can
   * see. Each is one bin, as wide as the resolution of its trial: how late the refusals were answered orders nothing.
   */
  readonly unseen: number;
  /** The widest of these bins; 0 without such a trial. */
  readonly resolutionMs: number;
  /** Upper ends of the trials with a stale accept that were seen to end, ascending. */
  readonly endsMs: readonly number[];
  /** Trials that were still accepting when the watch ended. */
  readonly censored: number;
}

export function stalenessOf(
  trials: readonly RevocationTrial[],
  contender: string,
  action: ActionName,
): Staleness {
  const own = trials.filter(
    (trial) => trial.valid && trial.contender === contender && trial.action === action,
  );
  const ended = own.filter(({ fleetHighMs }) => fleetHighMs !== null);
  const unseen = ended.filter((trial) => !sawStaleAccept(trial));
  const endsMs = ended.filter(sawStaleAccept).flatMap(({ fleetHighMs }) => fleetHighMs ?? []);
  return {
    unseen: unseen.length,
    resolutionMs: max(unseen, ({ resolutionMs }) => resolutionMs) ?? 0,
    endsMs: endsMs.toSorted((a, b) => a - b),
    censored: own.length - ended.length,
  };
}

function sawStaleAccept({ replicas }: RevocationTrial): boolean {
  return replicas.some(({ staleAccepts }) => staleAccepts > 0);
}

export function trialsIn({ unseen, endsMs, censored }: Staleness): number {
  return unseen + endsMs.length + censored;
}

/**
 * The time after which this share of the trials accepted nothing more: 0 when so many saw no stale accept, null when
 * too many were still accepting at the end of the watch.
 */
export function staleAfterMs(staleness: Staleness, share: number): number | null {
  // The tolerance keeps 0.9 * 10 at rank 9, which binary fractions would lift to 10.
  const rank = Math.max(1, Math.ceil(share * trialsIn(staleness) - 1e-9));
  if (rank <= staleness.unseen) return 0;
  return staleness.endsMs[rank - 1 - staleness.unseen] ?? null;
}

/** As `staleAfterMs` in words: below the resolution there is no figure, because it would order what is equal. */
export function staleTime(valueMs: number | null): string {
  return valueMs === 0 ? 'none seen' : milliseconds(valueMs);
}

/** When expiry ends a credential, in whole seconds: its life left at the logout differs by the moment of the login. */
export function lifeOf(boundMs: number | null): number | null {
  return boundMs === null ? null : 1000 * Math.ceil(boundMs / 1000);
}

/** `time divided by 600`; null where the action runs in its usual time. */
export function dividedText({ action, boundMs, usualBoundMs }: RevocationSummary): string | null {
  if (boundMs !== null && usualBoundMs !== null) {
    return `time divided by ${decimal(usualBoundMs / boundMs)}`;
  }
  // Results of earlier versions do not say by what.
  return action === 'key-withdrawn' ? 'time shortened' : null;
}

/** `time divided by 600: 10 min are 1.00 s here`; null where the action runs in its usual time. */
export function scaleOf(summary: RevocationSummary): string | null {
  const { boundMs, usualBoundMs } = summary;
  const divided = dividedText(summary);
  return boundMs === null || usualBoundMs === null
    ? divided
    : `${divided}: ${milliseconds(usualBoundMs)} are ${milliseconds(boundMs)} here`;
}

/** `key-withdrawn`, with its scale where it has one. */
export function actionText(action: ActionName, summaries: readonly RevocationSummary[]): string {
  const found = summaries.find((each) => each.action === action);
  const scale = found === undefined ? null : scaleOf(found);
  return scale === null ? name(action) : `${name(action)} (${scale})`;
}
