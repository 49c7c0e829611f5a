import type { FailoverTrial } from '../../result/failover.ts';
import type { CellOutcome, ExpectedOutcome, FailoverCell } from '../../result/failover-cell.ts';
import { type FaultForm, nameOf } from './fault.ts';
import { expectationOf } from './faults.ts';
import { observedBefore, observedIn, worstOf } from './observed.ts';

/** The fault matrix of a run: what we expected of each contender in each fault, and what the trials show. */
export function cellsOf(
  faults: readonly Pick<FaultForm, 'fault' | 'variant'>[],
  contenders: readonly string[],
  trials: readonly FailoverTrial[],
): FailoverCell[] {
  const valid = Map.groupBy(
    trials.filter((trial) => trial.valid),
    (trial) => `${nameOf(trial)} ${trial.contender}`,
  );
  return faults.flatMap((fault) =>
    contenders.map((contender) =>
      cellOf(fault, contender, (valid.get(`${nameOf(fault)} ${contender}`) ?? []).map(observedIn)),
    ),
  );
}

/** The row `none`: what each contender did in the time before the faults. */
export function cellsWithoutFault(
  contenders: readonly string[],
  trials: readonly FailoverTrial[],
): FailoverCell[] {
  return contenders.map((contender) =>
    cellOf(
      { fault: 'none', variant: null },
      contender,
      trials.filter((trial) => trial.valid && trial.contender === contender).map(observedBefore),
    ),
  );
}

function cellOf(
  { fault, variant }: Pick<FaultForm, 'fault' | 'variant'>,
  contender: string,
  outcomes: readonly CellOutcome[],
): FailoverCell {
  const { expected, reason, source } = expectationOf({ fault, variant }, contender);
  const agreeing = outcomes.filter((outcome) => disagreements(expected, [outcome]).length === 0);
  const surprises = disagreements(expected, outcomes);
  return {
    fault,
    variant,
    contender,
    expected,
    reason,
    source,
    observed: worstOf(outcomes),
    trials: outcomes.length,
    trialsAgreeing: agreeing.length,
    agrees: outcomes.length === 0 ? null : surprises.length === 0,
    surprises,
  };
}

const questions: Readonly<Record<keyof CellOutcome, string>> = {
  users: 'valid users',
  revoked: 'revoked credentials',
  redisFree: 'routes that need no Redis',
  lasting: 'misjudged to the end of the watch',
};

/** Any machine is late now and then. Misjudged or failed is not excused: once is a surprise. */
const excusedLateShare = 0.1;

/** A sentence for each question and each answer to it that was not expected. */
function disagreements(expected: ExpectedOutcome, outcomes: readonly CellOutcome[]): string[] {
  const ask = (question: keyof CellOutcome): string[] => {
    const allowed: readonly (string | boolean)[] = expected[question];
    const seen = Map.groupBy(outcomes, (outcome): string | boolean => outcome[question]);
    const isExcused = (answer: string | boolean, trials: number) =>
      answer === 'slowed' &&
      allowed.includes('served') &&
      trials <= excusedLateShare * outcomes.length;
    return [...seen]
      .filter(([answer, group]) => !allowed.includes(answer) && !isExcused(answer, group.length))
      .map(
        ([answer, group]) =>
          `${questions[question]}: expected ${allowed.map(word).join(' or ')}, ${word(answer)} in ${group.length} of ${outcomes.length} trials`,
      );
  };
  return [...ask('users'), ...ask('revoked'), ...ask('redisFree'), ...ask('lasting')];
}

function word(answer: string | boolean): string {
  if (typeof answer === 'string') return answer;
  return answer ? 'yes' : 'no';
}
