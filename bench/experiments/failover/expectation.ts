import type { Contender } from '../../../infra/contenders/contenders.ts';
import type { ExpectedOutcome } from '../../result/failover-cell.ts';
import {
  askedListFailClosed,
  askedListFailOpen,
  askedRecords,
  type ContenderKind,
  copiedRecords,
  not,
  pinnedUsers,
  pushedList,
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

/** What many rows about sessions in memory rest on. */
export const oneProcess = 'express-session README: MemoryStore lives in one process';

/** The row that most faults of Redis share. */
export const needsNoRedis: Expectation = {
  contenders: [recordsInMemory, signatureOnly],
  outcome: {},
  reason: 'It asks no Redis to judge a credential.',
  source: 'apps/README.md: table of differences',
};

/** The row of faults in which Redis cannot be asked for a time. */
export const goesOnWithItsCopy: Expectation = {
  contenders: [pushedList],
  outcome: { users: ['served', 'failed'] },
  reason:
    'Each replica judges by its own copy of the list, for as long as it may trust it, and then answers 503. A Redis that has forgotten gets the entries back from the replicas.',
  source: 'apps/README.md: the pushed denylist',
};

/** The row of faults that end the process of replica 2. */
export const sessionsEndWithTheReplica: Expectation = {
  contenders: [pinnedUsers],
  outcome: {
    users: ['signed-out'],
    redisFree: ['served', 'slowed', 'failed'],
    lasting: [true],
  },
  reason:
    'The sessions of the pinned users were in that process and are gone; the routing cookie still leads to it.',
  source: oneProcess,
};

const noHealthChecks = 'nginx without active health checks: a 503 takes no replica out of rotation';

/** All rows of faults in which replica 2 alone cannot ask Redis. */
export const oneReplicaWithoutRedis: readonly Expectation[] = [
  needsNoRedis,
  {
    contenders: [askedRecords, askedListFailClosed],
    outcome: { users: ['failed'] },
    reason:
      'The replica that cannot ask answers 503 and stays in rotation: a third of all requests.',
    source: noHealthChecks,
  },
  {
    contenders: [copiedRecords],
    outcome: { users: ['served', 'failed'] },
    reason:
      'The replica may go on with its copies for as long as it may trust them; then it answers 503.',
    source: 'Redis documentation, client side caching: when the connection is lost, flush',
  },
  {
    contenders: [askedListFailOpen],
    outcome: { users: ['served', 'slowed'], revoked: ['accepted'] },
    reason: 'One replica lets revoked tokens in and two do not: it flaps from request to request.',
    source: noHealthChecks,
  },
  {
    contenders: [pushedList],
    outcome: { users: ['served', 'failed'] },
    reason:
      'The replica judges by its copy while it may trust it, and then answers 503; it catches up from the log.',
    source: 'apps/README.md: the pushed denylist',
  },
];

const closedConnections = {
  reason:
    'Connections of clients that the old worker held are closed; a request that was just being sent on one is lost.',
  source: 'nginx, control: SIGHUP; RFC 9112 section 9.6 (a client must expect the close)',
};

/** All rows of faults that replace a worker of nginx. */
export const workerReplaced: readonly Expectation[] = [
  {
    contenders: [not(scatteredUsers)],
    outcome: { users: ['served', 'failed'], redisFree: ['served', 'failed'] },
    ...closedConnections,
  },
  {
    contenders: [scatteredUsers],
    outcome: { redisFree: ['served', 'failed'] },
    ...closedConnections,
  },
];

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
