import type { Cost, LookupTrial } from '../../result/lookup.ts';
import { median } from '../../stats/percentile.ts';

/** The middle of each arm's valid trials, in this machine's microseconds: for the reader, never for a verdict. */
export function costsOf(trials: readonly LookupTrial[]): Cost[] {
  const byArm = Map.groupBy(
    trials.filter(({ valid }) => valid),
    ({ arm }) => arm,
  );
  return [...byArm].map(([arm, group]) => ({
    contender: group[0]?.contender ?? arm,
    arm,
    trials: group.length,
    replicaCpuUsPerRequest: median(
      group.map(({ replicaCpuUs, accepted }) => replicaCpuUs / accepted),
    ),
    mainThreadCpuUsPerRequest: median(
      group.map(({ replicaMainThreadCpuUs, accepted }) => replicaMainThreadCpuUs / accepted),
    ),
    balancerCpuUsPerRequest: median(
      group.flatMap(({ balancerCpuUs, accepted }) =>
        balancerCpuUs === null ? [] : [balancerCpuUs / accepted],
      ),
    ),
    storeCpuUsPerRequest: median(group.map(({ storeCpuUs, accepted }) => storeCpuUs / accepted)),
    requestsPerSecond: median(
      group.map(({ accepted, durationMs }) => (1000 * accepted) / durationMs),
    ),
  }));
}
