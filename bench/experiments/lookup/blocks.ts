import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import type { ExperimentContext } from '../context.ts';
import { rungLoads } from './ladder/loads.ts';
import { type MeasuredArm, measureTrial } from './trial.ts';

export interface MeasuredBlocks {
  readonly trials: readonly LookupTrial[];
  /** Of arms that only the ladder needs. */
  readonly rungTrials: readonly LookupTrial[];
}

/** An arm, and whose credentials it is shown. */
export interface ArmLoad {
  readonly arm: MeasuredArm;
  readonly presents: string;
}

/** The blocks of one boot: in each, one trial of every arm and of every rung that needs a load of its own. */
export async function measureBlocks(
  context: ExperimentContext,
  lab: {
    readonly stack: Stack;
    readonly arms: readonly Arm[];
    readonly generator: Generator;
    readonly boot: number;
  },
): Promise<MeasuredBlocks> {
  const { plan, screen, random, sinceStartMs, signal } = context;
  const { blocksPerBoot, boots } = plan.lookup;
  const { stack, arms, generator, boot } = lab;
  const tools = { generator, balancer: stack.balancer, plan: plan.lookup, sinceStartMs };
  const own: ArmLoad[] = arms.map((arm) => ({ arm, presents: arm.spec.arm }));
  const rungs = rungLoads(arms);
  const trials: LookupTrial[] = [];
  const rungTrials: LookupTrial[] = [];

  screen.phase('lookup: blocks');
  for (let index = 0; index < blocksPerBoot; index++) {
    const block = boot * blocksPerBoot + index;
    screen.step(block, boots * blocksPerBoot);
    for (const [position, load] of random.shuffle([...own, ...rungs]).entries()) {
      signal.throwIfAborted();
      const place = { boot, block, position };
      const trial = await measureTrial(load.arm, place, tools, load.presents);
      (rungs.includes(load) ? rungTrials : trials).push(trial);
    }
  }
  return { trials, rungTrials };
}
