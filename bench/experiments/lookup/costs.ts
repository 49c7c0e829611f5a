import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { readingCost, type TrialMetric, valuesOf } from '../../result/block-values.ts';
import type { Cost } from '../../result/lookup.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { carries, median } from '../../stats/percentile.ts';
import { driftOf } from '../../stats/series.ts';

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
    wholePathCpuUsPerRequest: median(
      valuesOf(own, arm, 'wholePathCpuUsPerRequest').map(({ value }) => value),
    ),
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

/**
 * Percentiles over many trials, from their merged histograms: an average of percentiles is none. Each only where the
 * number of answers carries it.
 */
export function mergedLatency(encoded: readonly string[]): Cost['latencyUs'] {
  const [merged, ...rest] = encoded.map((text) => decodeFromCompressedBase64(text));
  if (merged === undefined) return { count: 0, p50: null, p90: null, p99: null };
  for (const histogram of rest) merged.add(histogram);
  return {
    count: merged.totalCount,
    p50: percentile(merged, 0.5),
    p90: percentile(merged, 0.9),
    p99: percentile(merged, 0.99),
  };
}

function percentile(histogram: Histogram, share: number): number | null {
  return carries(histogram.totalCount, share) ? histogram.getValueAtPercentile(100 * share) : null;
}
