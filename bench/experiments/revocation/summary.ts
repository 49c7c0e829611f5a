import { contenderNamed } from '../../contenders.ts';
import type { ActionName, RevocationSummary, RevocationTrial } from '../../result/revocation.ts';
import { median, percentileOf } from '../../stats/percentile.ts';

/**
 * One row per contender and action, over its valid trials. The latency of a trial is the upper end of its interval:
 * what is claimed is never shorter than what happened.
 *
 * @param credentialLifeMs life of an access credential: the bound of a contender that only waits for expiry.
 */
export function summariseRevocation(
  trials: readonly RevocationTrial[],
  credentialLifeMs: number,
): RevocationSummary[] {
  const groups = Map.groupBy(
    trials.filter(({ valid }) => valid),
    ({ contender, action }) => `${contender} ${action}`,
  );
  return [...groups.values()].map((group) => summariseGroup(group, credentialLifeMs));
}

function summariseGroup(
  group: readonly RevocationTrial[],
  credentialLifeMs: number,
): RevocationSummary {
  const [first] = group;
  if (first === undefined) throw new RangeError('a group has at least one trial');
  const latencies = group.flatMap(({ fleetHighMs }) => (fleetHighMs === null ? [] : [fleetHighMs]));
  const replicas = group.flatMap((trial) => trial.replicas);
  const censored = group.length - latencies.length;
  return {
    contender: first.contender,
    action: first.action as ActionName,
    trials: group.length,
    resolutionMs: median(group.map(({ resolutionMs }) => resolutionMs)),
    medianGapMs: median(replicas.map(({ medianGapMs }) => medianGapMs)),
    // Where a trial was censored, the mixture has no honest middle: the censored ones had longer to go.
    p50Ms: censored > 0 ? null : median(latencies),
    p99Ms: censored > 0 ? null : percentileOf(latencies, 0.99),
    maxMs: censored > 0 || latencies.length === 0 ? null : Math.max(...latencies),
    staleAccepts: total(replicas.map(({ staleAccepts }) => staleAccepts)),
    probesAfterAck: total(replicas.map(({ probes }) => probes)),
    censored,
    resurrections: total(group.map(({ resurrections }) => resurrections)),
    boundMs: boundOf(first.contender, credentialLifeMs),
  };
}

function boundOf(contender: string, credentialLifeMs: number): number | null {
  const { revocation } = contenderNamed(contender);
  if (revocation === 'none') return null;
  return revocation === 'next-request' ? 0 : credentialLifeMs;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
