import type { Result } from '../../result/result.ts';
import type { ExperimentName, Gate } from '../../result/run.ts';
import { counted, names } from '../format.ts';

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
