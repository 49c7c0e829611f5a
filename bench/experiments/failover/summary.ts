import type { FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { TradeOff } from '../../result/failover-cell.ts';
import { quantileOf } from '../../stats/percentile.ts';
import { nameOf } from './fault.ts';
import { redisFreeFailures } from './invariants.ts';

/** One row per contender and fault over its valid trials: sums of counts, the worst of the times. */
export function summariseFailover(trials: readonly FailoverTrial[]): FailoverSummary[] {
  const groups = Map.groupBy(
    trials.filter(({ valid }) => valid),
    (trial) => `${nameOf(trial)} ${trial.contender}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : summaryOf(first, group);
  });
}

function summaryOf(
  { contender, fault, variant }: FailoverTrial,
  group: readonly FailoverTrial[],
): FailoverSummary {
  const sum = (count: (trial: FailoverTrial) => number) =>
    group.reduce((total, trial) => total + count(trial), 0);
  const recoveries = group.map(({ recoveryMs }) => recoveryMs);
  const windows = group.flatMap(({ errorWindowMs }) => errorWindowMs ?? []);
  const duplicates = group.map(({ duplicateExecutions }) => duplicateExecutions);
  return {
    contender,
    fault,
    variant,
    trials: group.length,
    requests: sum(({ requests }) => requests),
    failed: sum(({ failed }) => failed),
    falseAccepts: sum(({ falseAccepts }) => falseAccepts),
    falseRejects: sum(({ falseRejects }) => falseRejects),
    retriedByBalancer: sum(({ retriedByBalancer }) => retriedByBalancer),
    truncatedBodies: sum(({ truncatedBodies }) => truncatedBodies),
    duplicateExecutions: duplicates.includes(null)
      ? null
      : duplicates.reduce<number>((total, each) => total + (each ?? 0), 0),
    redisFreeFailed: sum(redisFreeFailures),
    failedP99Ms: quantileOf(
      group.flatMap(({ failedAfterMs }) => failedAfterMs),
      0.99,
    ),
    errorWindowMs: windows.length === 0 ? null : Math.max(...windows),
    recoveryMs: recoveries.includes(null) ? null : Math.max(...recoveries.map((each) => each ?? 0)),
  };
}

/** The three answers to "Redis cannot be asked", each by the contender that differs in nothing else. */
const policies = [
  { policy: 'fail-closed', contender: 'tokens' },
  { policy: 'fail-open', contender: 'tokens-fail-open' },
  { policy: 'serve-what-you-know', contender: 'tokens-pushed' },
] as const;

/** Outages in which all three have to answer, the most telling first. */
const outages = ['redis-down', 'redis-frozen', 'redis-restarted-from-aof', 'redis-restarted-empty'];

/** The first trial of the most telling outage in which at least two of the three were watched side by side. */
export function tradeOffOf(trials: readonly FailoverTrial[]): TradeOff | null {
  for (const fault of outages) {
    const found = trials.filter((trial) => trial.fault === fault && trial.valid);
    for (const { fault: name, variant, trial } of found) {
      const watched = policies.filter(({ contender }) =>
        found.some((each) => each.contender === contender && each.trial === trial),
      );
      if (watched.length > 1) return { fault: name, variant, trial, policies: [...watched] };
    }
  }
  return null;
}
