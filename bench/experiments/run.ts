import type { FailoverResult } from '../result/failover.ts';
import type { LookupResult } from '../result/lookup.ts';
import type { RevocationResult } from '../result/revocation.ts';
import type { ExperimentName } from '../result/run.ts';
import type { ExperimentContext } from './context.ts';
import { runFailover } from './failover.ts';
import { runLookup } from './lookup.ts';
import { runRevocation } from './revocation.ts';
import { noLookup, runSweeps } from './sweeps.ts';

export interface ExperimentResults {
  lookup: LookupResult | null;
  revocation: RevocationResult | null;
  failover: FailoverResult | null;
}

/**
 * Runs the chosen experiments in a fixed order: the ones that break things come last. `onEach` is called after each,
 * so that what is finished is on disk before the next one can fail. What `before` holds is not run again.
 */
export async function runExperiments(
  names: readonly ExperimentName[],
  context: ExperimentContext,
  onEach: (results: ExperimentResults) => Promise<void>,
  before: ExperimentResults,
): Promise<ExperimentResults> {
  const results: ExperimentResults = { ...before };
  const finished = async () => {
    await onEach(results);
    context.signal.throwIfAborted();
  };
  if (names.includes('lookup') && results.lookup === null) {
    results.lookup = await runLookup(context);
    await finished();
  }
  if (names.includes('sweeps') && (results.lookup?.sweeps ?? null) === null) {
    results.lookup = { ...(results.lookup ?? noLookup), sweeps: await runSweeps(context) };
    await finished();
  }
  if (names.includes('revocation') && results.revocation === null) {
    results.revocation = await runRevocation(context);
    await finished();
  }
  if (names.includes('failover')) {
    results.failover = await runFailover(context);
    await finished();
  }
  return results;
}
