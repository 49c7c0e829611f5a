import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import type { ExperimentContext } from '../context.ts';
import type { ArmLoad } from './ladder/loads.ts';
import { ladderLoads } from './ladder/loads.ts';
import { measureTrial } from './trial.ts';

export interface MeasuredBlocks {
  readonly trials: readonly LookupTrial[];
  /** Of arms that only the ladder needs. */
  readonly rungTrials: readonly LookupTrial[];
}

/** The blocks of one boot: in each, one trial of every arm and of every arm that only the ladder needs. */
export async function measureBlocks(
  context: ExperimentContext,
  lab: {
    readonly stack: Stack;
    readonly arms: readonly Arm[];
    readonly generator: Generator;
    readonly boot: number;
    /** Of arms that only the ladder needs, null without any. */
    readonly ladderStack: Stack | null;
  },
): Promise<MeasuredBlocks> {
  const { plan, screen, random, sinceStartMs, signal } = context;
  const { blocksPerBoot, boots } = plan.lookup;
  const { stack, arms, generator, boot, ladderStack } = lab;
  const tools = { generator, plan: plan.lookup, sinceStartMs };
  const own: ArmLoad[] = arms.map((arm) => ({ arm, presents: arm.spec.arm }));
  const rungs = ladderStack === null ? [] : ladderLoads(ladderStack);
  const trials: LookupTrial[] = [];
  const rungTrials: LookupTrial[] = [];

  screen.phase('lookup: blocks');
  for (let index = 0; index < blocksPerBoot; index++) {
    const block = boot * blocksPerBoot + index;
    screen.step(block, boots * blocksPerBoot);
    for (const [position, load] of random.shuffle([...own, ...rungs]).entries()) {
      signal.throwIfAborted();
      const place = { boot, block, position };
      const balancer = load.balancer ?? stack.balancer;
      const trial = await measureTrial(load.arm, place, { ...tools, balancer }, load.presents);
      (rungs.includes(load) ? rungTrials : trials).push(trial);
    }
  }
  return { trials, rungTrials };
}
