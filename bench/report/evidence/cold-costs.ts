import type { Result } from '../../result/result.ts';
import type { Gate } from '../../result/run.ts';

/** Whether the run was made to show that every part works. Its replicas are too cold for a cost. */
export function isSmoke({ run }: Pick<Result, 'run'>): boolean {
  return run.profile === 'smoke';
}

/** Why a report of a smoke run has no cost in it. */
export const whyNoCosts =
  'A smoke run prints counts and whether each part works, but no cost and no ratio of costs: its replicas answer a few hundred requests, and a cost holds still only after some thousands.';

/**
 * What a report may show of a result. From a smoke run it takes every cost, so that no section, chart or table can make a
 * ratio of them. The trials stay, because they are counted. A result of another profile is returned as it is.
 */
export function withoutColdCosts(result: Result): Result {
  if (!isSmoke(result)) return result;
  const { lookup, gates } = result;
  return {
    ...result,
    gates: gates.map(withoutRatio),
    lookup: lookup && {
      ...lookup,
      costs: [],
      comparisons: [],
      rttSweep: [],
      crossovers: [],
      ladder: null,
      ceiling: null,
      sweeps: lookup.sweeps && {
        trials: lookup.sweeps.trials,
        algorithms: [],
        sizes: [],
        populations: [],
        replicas: [],
      },
    },
  };
}

/** The gate that measures a ratio of two costs keeps its state and loses the figure. */
function withoutRatio(gate: Gate): Gate {
  return gate.gate === 'two equal arms read as equal'
    ? { ...gate, measured: 'not printed for a smoke run' }
    : gate;
}
