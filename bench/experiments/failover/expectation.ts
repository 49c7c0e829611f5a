import type { Contender } from '../../../infra/contenders/contenders.ts';
import type { ExpectedOutcome } from '../../result/failover-cell.ts';
import {
  type ContenderKind,
  recordsInMemory,
  scatteredUsers,
  signatureOnly,
} from './contender-kinds.ts';

/** One row of expectations: the same outcome for all contenders of these kinds. */
export interface Expectation {
  /** A contender belongs to the row when it is of one of these kinds. */
  readonly contenders: readonly ContenderKind[];
  /** The forms of the fault to which the row applies. Default: all of them. */
  readonly variants?: readonly string[];
  /** What differs from the time before the fault. */
  readonly outcome: Partial<ExpectedOutcome>;
  readonly reason: string;
  /** A measurement, a rule in a source or a document that the reason rests on. */
  readonly source: string;
}

/** The row that most faults of Redis share. */
export const needsNoRedis: Expectation = {
  contenders: [recordsInMemory, signatureOnly],
  outcome: {},
  reason: 'It asks no Redis to judge a credential.',
  source: 'apps/README.md: table of differences',
};

/** One cell of the fault matrix: what is expected of one contender in one fault. */
export interface ExpectedCell extends Pick<Expectation, 'reason' | 'source'> {
  readonly expected: ExpectedOutcome;
}

/** The part of a fault that says what is expected. */
export interface Expecting {
  readonly name: string;
  readonly expectations: readonly Expectation[];
}

/**
 * What is expected of a contender in one form of a fault. A copied contender needs no row of its own, because its card
 * makes it the same kind as its original. No row is inherited from the contender in `buildsOn` or `sameCheckAs`:
 * `tokens-fail-open` names `tokens` in both, and a fault of Redis does the opposite to it.
 * @throws TypeError that names the fault and the contender, when no row or more than one row describes it
 */
export function expectedOf(
  fault: Expecting,
  variant: string | null,
  contender: Contender,
): ExpectedCell {
  const rows = fault.expectations.filter(
    ({ contenders, variants }) =>
      contenders.some((kind) => kind(contender)) &&
      (variants === undefined || (variant !== null && variants.includes(variant))),
  );
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    const form = variant === null ? fault.name : `${fault.name}:${variant}`;
    throw new TypeError(
      `expectations: ${rows.length} rows for ${contender.contender} in ${form}, and there must be exactly one`,
    );
  }
  const { outcome, reason, source } = row;
  return { expected: { ...withoutFault(contender), ...outcome }, reason, source };
}

/** What a contender does without any fault; a row says what differs from it. */
function withoutFault(contender: Contender): ExpectedOutcome {
  const well: ExpectedOutcome = {
    users: ['served'],
    revoked: ['refused'],
    redisFree: ['served'],
    lasting: [false],
  };
  // Round robin sends two requests of three to a replica that has never seen the user.
  if (scatteredUsers(contender)) return { ...well, users: ['signed-out'], lasting: [true] };
  // Nothing is ever taken back: a revoked token works until it expires, which is after the watch.
  if (signatureOnly(contender)) return { ...well, revoked: ['accepted'], lasting: [true] };
  return well;
}
