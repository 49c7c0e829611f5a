import type { ExperimentName } from './result/run.ts';
import type { Result } from './result.ts';

/**
 * What the run set out to do and has no result of. Results are written after each experiment, so that a run that
 * was interrupted leaves what it had; its folder is whole and its result is not.
 */
export function unfinishedExperiments(result: Result): ExperimentName[] {
  const { lookup, revocation, failover } = result;
  const parts = { lookup, revocation, failover, sweeps: lookup?.sweeps ?? null };
  return result.run.experiments.filter((experiment) => parts[experiment] === null);
}
