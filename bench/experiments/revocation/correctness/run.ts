import type { Arm, Stack } from '../../../../infra/stack/stack.ts';
import type { Correctness } from '../../../result/revocation-findings.ts';
import { createAttempts } from '../attempts.ts';
import type { CaseRow, CorrectnessCase } from './case.ts';

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
  const attempts = createAttempts(`correctness of ${contender}`);
  for (const each of cases.filter(({ appliesTo }) => appliesTo(contender))) {
    const attempt = await attempts.make(() => each.run({ arm, stack, nextAccount }));
    const found = attempt.ok ? attempt.value : [notTried(each, attempt.reason)];
    rows.push(...found.map((row) => ({ ...row, contender })));
  }
  return rows;
}

/** A row that is not as expected, rather than the end of the run. */
function notTried({ name }: CorrectnessCase, reason: string): CaseRow {
  return {
    case: name,
    expected: 'the case can be tried',
    observed: `it could not: ${reason}`,
    ok: false,
    explanation: 'nothing is known about this case from this run',
    source: null,
  };
}
