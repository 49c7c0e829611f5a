import { type Contender, contenderNamed } from '../../../infra/contenders/contenders.ts';
import type { ExpectedOutcome } from '../../result/failover-cell.ts';
import {
  type ContenderKind,
  described,
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
 * What is expected of a contender in one form of a fault. A contender of a new kind, for which there is no row, is expected
 * to do what the contender does that its card names in `sameCheckAs`, or else in `buildsOn`. A run shows where it does not.
 * @throws TypeError that names the fault and the contender, when no row or more than one row describes it
 */
export function expectedOf(
  fault: Expecting,
  variant: string | null,
  contender: Contender,
): ExpectedCell {
  const rows = rowsFor(fault, variant, contender);
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

function rowsFor(
  fault: Expecting,
  variant: string | null,
  contender: Contender,
  asked: readonly string[] = [],
): readonly Expectation[] {
  const own = fault.expectations.filter(
    ({ contenders, variants }) =>
      contenders.some((kind) => kind(contender)) &&
      (variants === undefined || (variant !== null && variants.includes(variant))),
  );
  // A missing row for a kind that is known is a mistake in the fault, and the row of another kind would hide it.
  if (own.length > 0 || described(contender)) return own;
  for (const name of [contender.sameCheckAs, contender.buildsOn]) {
    // Two cards that name each other must not send this search in a circle.
    if (name === null || asked.includes(name)) continue;
    const rows = rowsFor(fault, variant, contenderNamed(name), [...asked, contender.contender]);
    if (rows.length > 0) return rows;
  }
  return [];
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
