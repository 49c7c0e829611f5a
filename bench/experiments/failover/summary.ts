import type { FailoverSummary, FailoverTrial } from '../../result/failover.ts';

/** One row per contender and fault over its valid trials: sums of counts, the worst of the times. */
export function summariseFailover(trials: readonly FailoverTrial[]): FailoverSummary[] {
  const groups = Map.groupBy(
    trials.filter(({ valid }) => valid),
    ({ contender, fault }) => `${fault} ${contender}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const recoveries = group.map(({ recoveryMs }) => recoveryMs);
    const windows = group.flatMap(({ errorWindowMs }) =>
      errorWindowMs === null ? [] : [errorWindowMs],
    );
    return {
      contender: first.contender,
      fault: first.fault,
      variant: first.variant,
      trials: group.length,
      requests: sumOf(group, ({ requests }) => requests),
      failed: sumOf(group, ({ failed }) => failed),
      falseAccepts: sumOf(group, ({ falseAccepts }) => falseAccepts),
      falseRejects: sumOf(group, ({ falseRejects }) => falseRejects),
      retriedByBalancer: sumOf(group, ({ retriedByBalancer }) => retriedByBalancer),
      truncatedBodies: sumOf(group, ({ truncatedBodies }) => truncatedBodies),
      duplicateExecutions: null,
      redisFreeFailed: 0,
      failedP99Ms: null,
      errorWindowMs: windows.length === 0 ? null : Math.max(...windows),
      recoveryMs: recoveries.includes(null)
        ? null
        : Math.max(...recoveries.map((each) => each ?? 0)),
    };
  });
}

function sumOf(trials: readonly FailoverTrial[], count: (trial: FailoverTrial) => number): number {
  return trials.reduce((sum, trial) => sum + count(trial), 0);
}
