import type { Arm, Stack } from '../../../../infra/stack/stack.ts';
import type { Correctness } from '../../../result/revocation/correctness.ts';
import type { CorrectnessCase } from './case.ts';

/** Runs the cases that apply to each arm, one after the other; the arms side by side. */
export async function tryCases(
  stack: Stack,
  arms: readonly Arm[],
  cases: readonly CorrectnessCase[],
  firstAccount: number,
): Promise<Correctness[]> {
  const rows = await Promise.all(arms.map((arm) => tryOnArm(stack, arm, cases, firstAccount)));
  return rows.flat();
}

async function tryOnArm(
  stack: Stack,
  arm: Arm,
  cases: readonly CorrectnessCase[],
  firstAccount: number,
): Promise<Correctness[]> {
  const { contender } = arm.spec;
  let account = firstAccount;
  const nextAccount = () => stack.loadAccount(account++);
  const rows: Correctness[] = [];
  for (const each of cases.filter(({ appliesTo }) => appliesTo(contender))) {
    const found = await each.run({ arm, stack, nextAccount });
    rows.push(...found.map((row) => ({ ...row, contender })));
  }
  return rows;
}
