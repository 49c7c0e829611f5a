import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import { pairsOf, valuesOf } from '../../result/block-values.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import type { SweepRatio } from '../../result/sweeps.ts';
import { optimisedEarly } from '../../run/lab.ts';
import { median } from '../../stats/percentile.ts';
import { pairedRatio } from '../../stats/ratio.ts';
import type { ExperimentContext } from '../context.ts';
import { mediansOf } from '../lookup/costs.ts';
import { type Credentials, prepareArms } from '../lookup/prepare.ts';
import { measureTrial } from '../lookup/trial.ts';
import { onOwnStack } from '../own-stack.ts';

export interface SweepTools {
  readonly context: ExperimentContext;
  readonly generator: Generator;
}

/** Every sweep has a stack of its own, so that no setting is measured beside arms that have nothing to do with it. */
export async function sweep<T>(
  { context }: SweepTools,
  setting: string,
  rows: readonly { readonly spec: ArmSpec }[],
  use: (stack: Stack) => Promise<T>,
): Promise<T> {
  context.screen.phase(`sweeps: ${setting}`);
  const specs = rows.map(({ spec }) => spec);
  return await onOwnStack(context, optimisedEarly(specs), use);
}

/** Logs in, warms up, and measures the arms in random order in every block. */
export async function measureArms(
  { context, generator }: SweepTools,
  stack: Stack,
  arms: readonly Arm[],
): Promise<{ readonly trials: LookupTrial[]; readonly credentials: Credentials }> {
  const { plan, random, screen, sinceStartMs, signal } = context;
  const { connections } = plan.lookup;
  const size = plan.sweeps;
  const credentials = await prepareArms({ stack, arms, generator, size, connections, random });
  const tools = { generator, balancer: stack.balancer, plan: plan.lookup, sinceStartMs };
  const trials: LookupTrial[] = [];
  for (let block = 0; block < plan.sweeps.blocks; block++) {
    screen.step(block, plan.sweeps.blocks);
    for (const [position, arm] of random.shuffle(arms).entries()) {
      signal.throwIfAborted();
      trials.push(await measureTrial(arm, { boot: 0, block, position }, tools));
    }
  }
  return { trials, credentials };
}

/** The columns that the rows of every sweep have: the arm and its costs. */
export function rowOf(trials: readonly LookupTrial[], { arm, contender }: ArmSpec) {
  const own = trials.filter((trial) => trial.arm === arm);
  return {
    arm,
    contender,
    ...mediansOf(own, arm),
    latencyP50Us: median(valuesOf(own, arm, 'latencyP50Us').map(({ value }) => value)),
  };
}

/** An arm against the one that it is compared with; null for that one itself and where no block holds both. */
export function ratioTo(
  trials: readonly LookupTrial[],
  arm: string,
  to: string | null,
): SweepRatio | null {
  if (to === null || arm === to) return null;
  const costs = (name: string) => valuesOf(trials, name, 'replicaCpuUsPerRequest');
  const estimate = pairedRatio(pairsOf(costs(arm), costs(to)));
  if (estimate === null) return null;
  const { ratio, low, high, n } = estimate;
  return { to, ratio, low, high, blocks: n };
}
