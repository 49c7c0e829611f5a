import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { ExperimentName, Gate } from '../../result/run.ts';
import { counted, names } from '../format.ts';

/** Effects below this are not called one, however narrow the interval (the noise threshold of criterion.rs). */
const smallestEffect = 0.02;

export type Metric = Comparison['metric'];

/** The comparison of one contender with a second copy of itself: what this machine makes out of nothing. */
export function aaComparison(result: Result, metric: Metric): Comparison | null {
  return (
    result.lookup?.comparisons.find(
      (comparison) => comparison.kind === 'a-a' && comparison.metric === metric,
    ) ?? null
  );
}

/** Half-width of the A/A interval as a share, at least 2 %: a difference smaller than this is noise. */
export function noiseFloor(result: Result, metric: Metric): number {
  const aa = aaComparison(result, metric);
  if (aa?.low == null || aa.high === null) return smallestEffect;
  return Math.max(smallestEffect, Math.sqrt(aa.high / aa.low) - 1);
}

export type AaOutcome = 'alike' | 'different' | 'not-measured';

/** Whether two copies of the same contender came out the same, which they must. */
export function aaOutcome(result: Result, metric: Metric): AaOutcome {
  const aa = aaComparison(result, metric);
  if (aa?.low == null || aa.high === null) return 'not-measured';
  return aa.low <= 1 && aa.high >= 1 ? 'alike' : 'different';
}

/** The validity gates that a verdict of one experiment rests on: its own and those of the whole run. */
export interface GateState {
  readonly worst: Gate['status'];
  /** `all 6 validity gates passed`, or which did not. */
  readonly sentence: string;
}

export function gateState(result: Result, experiment: ExperimentName): GateState {
  const gates = result.gates.filter(
    (gate) => gate.experiment === null || gate.experiment === experiment,
  );
  const named = (status: Gate['status']) =>
    names(gates.filter((gate) => gate.status === status).map((gate) => gate.gate));
  if (gates.length === 0) return { worst: 'warn', sentence: 'no validity gate was checked' };
  if (gates.some((gate) => gate.status === 'fail')) {
    return { worst: 'fail', sentence: `validity gate failed: ${named('fail')}` };
  }
  if (gates.some((gate) => gate.status === 'warn')) {
    return {
      worst: 'warn',
      sentence: `none of ${counted(gates.length, 'validity gate')} failed, warning: ${named('warn')}`,
    };
  }
  return {
    worst: 'pass',
    sentence:
      gates.length === 1 ? 'the validity gate passed' : `all ${gates.length} validity gates passed`,
  };
}
