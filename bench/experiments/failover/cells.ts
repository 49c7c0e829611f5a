import { sum } from 'd3-array';
import { isFailure } from '../../load/outcome.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import type { CellOutcome, ExpectedOutcome, FailoverCell } from '../../result/failover-cell.ts';
import { type OutcomeClass, outcomeClass } from '../../result/failover-outcome.ts';
import { type FaultForm, nameOf } from './fault.ts';
import { expectationOf } from './faults.ts';
import { spareShare } from './judge.ts';
import { lastSecondOf, observedBefore, observedIn, withoutStarved, worstOf } from './observed.ts';

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
      cellOf(fault, contender, valid.get(`${nameOf(fault)} ${contender}`) ?? [], observedIn),
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
      trials.filter((trial) => trial.valid && trial.contender === contender),
      observedBefore,
    ),
  );
}

function cellOf(
  { fault, variant }: Pick<FaultForm, 'fault' | 'variant'>,
  contender: string,
  trials: readonly FailoverTrial[],
  observe: (trial: FailoverTrial) => CellOutcome,
): FailoverCell {
  const { expected, reason, source } = expectationOf({ fault, variant }, contender);
  const outcomes = trials.map(observe);
  const agreeing = outcomes.filter((outcome) => disagreements(expected, [outcome]).length === 0);
  const seen = disagreements(expected, outcomes);
  const surprises = disagreements(
    expected,
    trials.map((trial) => excused(expected, trial, observe)),
  );
  const cannotTell =
    surprises.length === 0 ? seen.map((each) => `${each}; ${starvationIn(trials)}`) : [];
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
    agrees: outcomes.length === 0 || cannotTell.length > 0 ? null : surprises.length === 0,
    surprises,
    cannotTell,
  };
}

/** The figure of the gate: how many late or failed answers came while the machine had no processor time to spare. */
function starvationIn(trials: readonly FailoverTrial[]): string {
  const buckets = trials.flatMap((trial) => trial.buckets);
  const isLateOrFailed = (outcome: OutcomeClass) => outcome === 'slow' || isFailure(outcome);
  const all = sum(buckets, ({ outcomes }) =>
    sum(outcomeClass.options.filter(isLateOrFailed), (outcome) => outcomes[outcome] ?? 0),
  );
  const starved = sum(buckets, (bucket) =>
    sum(Object.values(bucket.starved ?? {}), (requests) => requests),
  );
  return `${starved} of ${all} late or failed answers came while less than ${100 * spareShare} % of the processor time was idle`;
}

/**
 * The answers of a trial, each unexpected one replaced by an expected one where starved requests explain it: they were
 * late or failed, or they failed and so never told whether their credential is still accepted.
 */
function excused(
  expected: ExpectedOutcome,
  trial: FailoverTrial,
  observe: (trial: FailoverTrial) => CellOutcome,
): CellOutcome {
  const seen = observe(trial);
  const spared = observe(withoutStarved(trial));
  const isUntold = trial.buckets.some(hasStarvedFailure);
  const isUntoldAtTheEnd = lastSecondOf(trial).some(hasStarvedFailure);
  const untold: Partial<CellOutcome> = {
    ...(isUntold ? { users: 'signed-out', revoked: 'accepted' } : {}),
    ...(isUntoldAtTheEnd ? { lasting: true } : {}),
  };
  const choose = <T>(allowed: readonly T[], first: T, ...others: readonly (T | undefined)[]): T =>
    [first, ...others].find((each) => each !== undefined && allowed.includes(each)) ?? first;
  return {
    users: choose(expected.users, seen.users, spared.users, untold.users),
    revoked: choose(expected.revoked, seen.revoked, untold.revoked),
    redisFree: choose(expected.redisFree, seen.redisFree, spared.redisFree),
    lasting: choose(expected.lasting, seen.lasting, untold.lasting),
  };
}

function hasStarvedFailure({ starved = {} }: FailoverTrial['buckets'][number]): boolean {
  return outcomeClass.options.some((outcome) => isFailure(outcome) && (starved[outcome] ?? 0) > 0);
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
