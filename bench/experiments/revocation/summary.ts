import { contenderNamed, contenderNames } from '../../../infra/contenders/contenders.ts';
import { boundMsOf, guaranteeOf } from '../../../infra/contenders/guarantee.ts';
import {
  actionName,
  type RevocationSummary,
  type RevocationTrial,
} from '../../result/revocation.ts';
import { median, quantileOf } from '../../stats/percentile.ts';
import { jwksMaxAgeMs, usualKeyAgeMs } from './keys.ts';

/** Two trials lie beyond the p99 of so many; of fewer it would be the largest one under another name. */
const trialsForP99 = 200;

/**
 * One row per contender and action, over its valid trials, in the order of the actions and then of the contenders. The
 * latency of a trial is the upper end of its interval: what is claimed is never shorter than what happened. That end
 * holds the time of the refusing probe's answer too, so on a busy machine it grows where nothing was stale; beside it
 * stands the lower end, which is what was seen to be accepted.
 */
export function summariseRevocation(trials: readonly RevocationTrial[]): RevocationSummary[] {
  const groups = Map.groupBy(
    trials.filter(({ valid }) => valid),
    ({ contender, action }) => `${contender} ${action}`,
  );
  const place = ({ contender, action }: RevocationSummary) =>
    actionName.options.indexOf(action) * contenderNames.length + contenderNames.indexOf(contender);
  return [...groups.values()].map(summariseGroup).sort((a, b) => place(a) - place(b));
}

function summariseGroup(group: readonly RevocationTrial[]): RevocationSummary {
  const [first] = group;
  if (first === undefined) throw new RangeError('a group has at least one trial');
  const latencies = group.flatMap(({ fleetHighMs }) => (fleetHighMs === null ? [] : [fleetHighMs]));
  // The fleet is as late as its latest replica.
  const sent = group.flatMap((trial) =>
    trial.replicas.every((each) => each.firstRefusedSentMs !== null)
      ? [Math.max(...trial.replicas.map((each) => each.firstRefusedSentMs ?? 0))]
      : [],
  );
  const lows = group.map(({ fleetLowMs }) => fleetLowMs);
  const replicas = group.flatMap((trial) => trial.replicas);
  const censored = group.length - latencies.length;
  return {
    contender: first.contender,
    action: first.action,
    trials: group.length,
    resolutionMs: median(group.map(({ resolutionMs }) => resolutionMs)),
    medianGapMs: median(replicas.map(({ medianGapMs }) => medianGapMs)),
    // Where a trial was censored, the mixture has no honest middle: the censored ones had longer to go.
    p50Ms: censored > 0 ? null : median(latencies),
    p99Ms: censored > 0 || latencies.length < trialsForP99 ? null : quantileOf(latencies, 0.99),
    maxMs: censored > 0 || latencies.length === 0 ? null : Math.max(...latencies),
    p99LowMs: censored > 0 || lows.length < trialsForP99 ? null : quantileOf(lows, 0.99),
    p99SentMs: censored > 0 || sent.length < trialsForP99 ? null : quantileOf(sent, 0.99),
    maxLowMs: censored > 0 ? null : Math.max(...lows),
    ...staleTrialsOf(group),
    staleAccepts: total(replicas.map(({ staleAccepts }) => staleAccepts)),
    probesAfterAck: total(replicas.map(({ probes }) => probes)),
    censored,
    resurrections: total(group.map(({ resurrections }) => resurrections)),
    ...guaranteeOfGroup(group),
  };
}

export function staleTrialsOf(group: readonly RevocationTrial[]) {
  const stale = group.filter((trial) => trial.replicas.some((each) => each.staleAccepts > 0));
  const ends = stale.flatMap(({ fleetHighMs }) => fleetHighMs ?? []);
  const areTold = ends.length > 0 && !group.some(({ censored }) => censored);
  return { staleTrials: stale.length, maxStaleMs: areTold ? Math.max(...ends) : null };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * The bound that a contender guarantees for the action of these trials, and, where the action is an exception, why.
 * Null: it guarantees nothing, because it has nothing to revoke or its credentials do not say their end.
 */
export function guaranteeOfGroup(
  group: readonly RevocationTrial[],
): Pick<RevocationSummary, 'boundMs' | 'usualBoundMs' | 'boundBecause'> {
  const [first] = group;
  if (first === undefined) return { boundMs: null, usualBoundMs: null, boundBecause: null };
  if (first.action === 'key-withdrawn') {
    const boundBecause = 'a key set is believed for its whole age, here shortened';
    return { boundMs: jwksMaxAgeMs, usualBoundMs: usualKeyAgeMs, boundBecause };
  }
  const contender = contenderNamed(first.contender);
  const { revocation, because } = guaranteeOf(contender.guarantee, first.action);
  const boundMs = boundMsOf(contender, revocation, longestLifeMs(group));
  return { boundMs, usualBoundMs: null, boundBecause: because };
}

function longestLifeMs(group: readonly RevocationTrial[]): number | null {
  const lives = group.flatMap(({ expiresInMs }) => expiresInMs ?? []);
  return lives.length === 0 ? null : Math.max(...lives);
}
