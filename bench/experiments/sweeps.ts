import { openGenerator } from '../load/autocannon/generator.ts';
import type { LookupResult } from '../result/lookup.ts';
import type { Sweeps } from '../result/sweeps.ts';
import type { ExperimentContext } from './context.ts';
import { sweepAlgorithms } from './sweeps/algorithms.ts';
import { sweepPopulations } from './sweeps/populations.ts';
import { sweepReplicas } from './sweeps/replicas.ts';
import { sweepSizes } from './sweeps/sizes.ts';

/** One setting at a time: algorithm and library, size, live credentials, replicas. */
export async function runSweeps(context: ExperimentContext): Promise<Sweeps> {
  const generator = await openGenerator();
  try {
    const tools = { context, generator };
    const { trials: ofAlgorithms, ...algorithms } = await sweepAlgorithms(tools);
    const { trials: ofSizes, ...sizes } = await sweepSizes(tools);
    const { trials: ofPopulations, ...populations } = await sweepPopulations(tools);
    const { trials: ofReplicas, ...replicas } = await sweepReplicas(tools);
    const trials = [...ofAlgorithms, ...ofSizes, ...ofPopulations, ...ofReplicas];
    return { trials, ...algorithms, ...sizes, ...populations, ...replicas };
  } finally {
    await generator.close();
  }
}

/** What the sweeps are attached to when they alone were asked for. */
export const noLookup: LookupResult = {
  trials: [],
  paced: [],
  costs: [],
  comparisons: [],
  ledger: [],
  rttSweep: [],
  crossovers: [],
  ladder: null,
  sweeps: null,
  ceiling: null,
};
