import type { FailoverSummary, FailoverTrial } from '../../result/failover.ts';
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
