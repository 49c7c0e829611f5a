import { meanOf } from '../stats/interval.ts';
import type { BlockValue, Pair } from '../stats/ratio.ts';
import type { PacedTrial } from './lookup.ts';
import type { LookupTrial } from './lookup-trial.ts';

/** What can be read off a closed-loop trial, per request. */
export type TrialMetric =
  | 'wholePathCpuUsPerRequest'
  | 'replicaCpuUsPerRequest'
  | 'mainThreadCpuUsPerRequest'
  | 'balancerCpuUsPerRequest'
  | 'storeCpuUsPerRequest'
  | 'latencyP50Us'
  | 'requestsPerSecond';

/**
 * The figures of one arm, one per block, valid trials only; of an arm with several trials in a block their mean. What
 * reading the counters costs the replicas is taken off their CPU: the mean of the arm and boot, because one reading is
 * noisier than what it corrects.
 */
export function valuesOf(
  trials: readonly LookupTrial[],
  arm: string,
  metric: TrialMetric,
): BlockValue[] {
  const own = trials.filter((trial) => trial.valid && trial.arm === arm);
  const boots = Map.groupBy(own, ({ boot }) => boot);
  return [...boots].flatMap(([boot, inBoot]) => {
    const read = readValue(metric, readingCost(inBoot));
    const blocks = Map.groupBy(inBoot, ({ block }) => block);
    return [...blocks].flatMap(([block, inBlock]) => {
      const values = inBlock.map(read).filter((value) => value !== null);
      return values.length === 0 ? [] : [{ boot, block, value: meanOf(values) }];
    });
  });
}

export function pacedValuesOf(paced: readonly PacedTrial[], arm: string): BlockValue[] {
  return paced
    .filter((trial) => trial.valid && trial.arm === arm)
    .map(({ block, latencyUs }) => ({ boot: 0, block, value: latencyUs.p50 }));
}

/** On this scale a ratio is a difference. Of a cost of 0 it is minus infinity, which no estimate takes. */
export function logarithms(values: readonly BlockValue[]): BlockValue[] {
  return values.map((each) => ({ ...each, value: Math.log(each.value) }));
}

/** The blocks that hold both, in the order of time. */
export function pairsOf(
  a: readonly BlockValue[],
  b: readonly BlockValue[],
): (Pair & { readonly boot: number; readonly block: number })[] {
  const other = new Map(b.map(({ block, value }) => [block, value]));
  return a
    .flatMap(({ boot, block, value }) => {
      const paired = other.get(block);
      return paired === undefined ? [] : [{ boot, block, a: value, b: paired }];
    })
    .sort((one, two) => one.block - two.block);
}

export interface ReadingCost {
  readonly cpuUs: number;
  readonly mainThreadCpuUs: number;
  readonly storeCpuUs: number;
}

export function readingCost(trials: readonly LookupTrial[]): ReadingCost {
  const mean = (read: (trial: LookupTrial) => number) =>
    trials.reduce((sum, trial) => sum + read(trial), 0) / Math.max(1, trials.length);
  return {
    cpuUs: mean(({ counterReadCpuUs }) => counterReadCpuUs),
    mainThreadCpuUs: mean(({ counterReadMainThreadCpuUs }) => counterReadMainThreadCpuUs),
    storeCpuUs: mean(({ counterReadStoreCpuUs }) => counterReadStoreCpuUs),
  };
}

function readValue(
  metric: TrialMetric,
  reading: ReadingCost,
): (trial: LookupTrial) => number | null {
  switch (metric) {
    case 'wholePathCpuUsPerRequest':
      // All arms share one balancer, and only this arm was asked during its trial.
      return ({ replicaCpuUs, storeCpuUs, balancerCpuUs, accepted }) =>
        balancerCpuUs === null
          ? null
          : (replicaCpuUs - reading.cpuUs + storeCpuUs - reading.storeCpuUs + balancerCpuUs) /
            accepted;
    case 'replicaCpuUsPerRequest':
      return ({ replicaCpuUs, accepted }) => (replicaCpuUs - reading.cpuUs) / accepted;
    case 'mainThreadCpuUsPerRequest':
      return ({ replicaMainThreadCpuUs, accepted }) =>
        (replicaMainThreadCpuUs - reading.mainThreadCpuUs) / accepted;
    case 'balancerCpuUsPerRequest':
      return ({ balancerCpuUs, accepted }) =>
        balancerCpuUs === null ? null : balancerCpuUs / accepted;
    case 'storeCpuUsPerRequest':
      return ({ storeCpuUs, accepted }) => (storeCpuUs - reading.storeCpuUs) / accepted;
    case 'latencyP50Us':
      return ({ latencyUs }) => latencyUs.p50;
    case 'requestsPerSecond':
      return ({ accepted, durationMs }) => (1000 * accepted) / durationMs;
    default:
      return metric satisfies never;
  }
}
