import { readingCost, type TrialMetric, valuesOf } from '../../result/block-values.ts';
import type { Cost } from '../../result/lookup.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { driftOf } from '../../stats/drift.ts';
import { median } from '../../stats/percentile.ts';
import { mergedLatency } from './latency.ts';

/** The middle of each arm's valid trials, in this machine's microseconds: for the reader, never for a verdict. */
export function costsOf(trials: readonly LookupTrial[]): Cost[] {
  const byArm = Map.groupBy(
    trials.filter(({ valid }) => valid),
    ({ arm }) => arm,
  );
  return [...byArm].map(([arm, own]) => ({
    contender: own[0]?.contender ?? arm,
    arm,
    trials: own.length,
    ...mediansOf(own, arm),
    latencyUs: mergedLatency(own.map(({ latencyUs }) => latencyUs.histogram)),
    drift: driftOf(
      valuesOf(own, arm, 'replicaCpuUsPerRequest').map(({ value, ...place }) => ({
        ...place,
        cost: value,
      })),
    ),
    counterReadCpuUs: readingCost(own).cpuUs,
  }));
}

/** The middle of every metric over one arm's valid trials; null where none could be read. */
export function mediansOf(trials: readonly LookupTrial[], arm: string) {
  const middle = (metric: TrialMetric) =>
    median(valuesOf(trials, arm, metric).map(({ value }) => value));
  return {
    replicaCpuUsPerRequest: middle('replicaCpuUsPerRequest'),
    mainThreadCpuUsPerRequest: middle('mainThreadCpuUsPerRequest'),
    balancerCpuUsPerRequest: middle('balancerCpuUsPerRequest'),
    storeCpuUsPerRequest: middle('storeCpuUsPerRequest'),
    requestsPerSecond: middle('requestsPerSecond'),
  };
}
