import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { startStack } from '../../../infra/stack/start.ts';
import { orInterrupted } from '../../run/ending.ts';
import type { ExperimentContext } from '../context.ts';

/**
 * A second stack beside the run's own, for what would disturb the contenders under test: short lives, withdrawn keys, a
 * full store, skewed clocks. Its arms are named after what they are for. Null: no arm is needed for these contenders.
 * An interruption ends it at once.
 */
export async function withSideLab<T>(
  { lab, signal }: Pick<ExperimentContext, 'lab' | 'signal'>,
  arms: readonly ArmSpec[],
  act: (stack: Stack) => Promise<T>,
): Promise<T | null> {
  if (arms.length === 0) return null;
  const stack = await startStack({ driver: lab.stack.driver, arms, log: () => undefined });
  try {
    return await orInterrupted(signal, act(stack));
  } finally {
    await stack.stop();
  }
}

/** The arm of that name. Throws for one that was not started: a mistake of ours. */
export function armNamed(stack: Stack, name: string): Arm {
  const arm = stack.arms.get(name);
  if (arm === undefined) throw new TypeError(`the side lab has no arm ${name}`);
  return arm;
}
