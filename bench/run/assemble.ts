import { join } from 'node:path';
import type { Stack } from '../../infra/stack/stack.ts';
import { flattenPlan, planOf } from '../experiments/plan.ts';
import type { ExperimentResults } from '../experiments/run.ts';
import { gatesOf } from '../gates/gates.ts';
import { type Result, schemaVersion } from '../result/result.ts';
import type { ContenderResult } from '../result/run.ts';
import { readDependencies, readEnvironment, readTool, sha256OfFile } from './facts.ts';
import type { BenchOptions } from './options.ts';

/** What is known of a run beside its trials. */
export interface RunFacts {
  readonly root: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly options: BenchOptions;
  readonly stack: Stack;
}

/** Puts a result together from what has been measured so far. */
export async function assembleResult(
  { root, runId, startedAt, options, stack }: RunFacts,
  contenders: readonly ContenderResult[],
  results: ExperimentResults,
): Promise<Result> {
  const facts = await stack.facts();
  const endedAt = new Date();
  return {
    schemaVersion,
    run: {
      id: runId,
      seed: options.seed,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      durationMs: endedAt.getTime() - startedAt.getTime(),
      profile: options.profile,
      experiments: [...options.experiments],
      argv: [...options.argv],
    },
    tool: readTool(root),
    environment: readEnvironment(facts),
    config: {
      replicasPerContender: Math.max(
        1,
        ...[...stack.arms.values()].map(({ replicas }) => replicas.length),
      ),
      balancer: { ...stack.balancer.settings },
      balancerConfigSha256: facts.balancerConfigSha256,
      dependencies: readDependencies(root),
      lockfileSha256: sha256OfFile(join(root, 'package-lock.json')),
      plan: flattenPlan(planOf(options.profile, options.faults)),
    },
    contenders: [...contenders],
    gates: gatesOf({ contenders, ...results }),
    ...results,
  };
}
