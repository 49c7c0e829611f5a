import type { Arm, ArmSpec, Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import type { ExperimentContext } from './context.ts';

/** Starts these arms on a second stack beside the run's own, with the same driver, and stops it when `use` has ended. */
export async function onOwnStack<T>(
  { lab }: Pick<ExperimentContext, 'lab'>,
  arms: readonly ArmSpec[],
  use: (stack: Stack) => Promise<T>,
): Promise<T> {
  const stack = await startStack({ driver: lab.stack.driver, arms });
  try {
    return await use(stack);
  } finally {
    await stack.stop();
  }
}

/** @throws TypeError when no arm of that name was started: an experiment asks only for arms that it has named */
export function armNamed(stack: Stack, name: string): Arm {
  const arm = stack.arms.get(name);
  if (arm === undefined) throw new TypeError(`the stack has no arm ${name}`);
  return arm;
}
