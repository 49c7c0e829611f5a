import { type Promises, recordsElsewhere, signedRole } from './promise.ts';
import type { ExperimentName } from './result/run.ts';

/**
 * What the bench knows of each contender: its claims, which the run confirms or corrects. To the bench a contender
 * is HTTP; how it is built stands in apps/README.md.
 */
export interface Contender extends Promises {
  readonly contender: string;
  readonly app: 'floor' | 'sessions' | 'tokens';
  /** One line: what is checked on each request. */
  readonly check: string;
  /** Sequential round trips to Redis on one authenticated request. */
  readonly expectedRoundTrips: number;
  /** Redis commands on one authenticated request. */
  readonly expectedCommands: number;
  /** The experiments that it takes part in. */
  readonly experiments: readonly ExperimentName[];
  /** False where a credential is known to one replica only, so that round robin breaks it. */
  readonly sharedByReplicas: boolean;
  /** Whose check on each request it shares: lookup measures that one for both. */
  readonly sameCheckAs?: string;
}

const contenderList = [
  {
    contender: 'floor',
    app: 'floor',
    check: 'none: the same app with authentication removed',
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'none',
    exceptions: [],
    experiments: ['lookup', 'sweeps'],
    sharedByReplicas: true,
  },
  {
    contender: 'sessions',
    app: 'sessions',
    check: 'express-session and connect-redis as documented: GET, then EXPIRE',
    expectedRoundTrips: 2,
    expectedCommands: 2,
    revocation: 'next-request',
    exceptions: [],
    experiments: ['lookup', 'revocation', 'failover'],
    sharedByReplicas: true,
  },
  {
    contender: 'sessions-hardened',
    app: 'sessions',
    check: 'GET; extended only after half its life, written only while it exists',
    expectedRoundTrips: 1,
    expectedCommands: 1,
    revocation: 'next-request',
    exceptions: [],
    experiments: ['lookup', 'revocation', 'failover'],
    sharedByReplicas: true,
  },
  {
    contender: 'sessions-cached',
    app: 'sessions',
    check: "this replica's copy of the record, which Redis invalidates by push (CLIENT TRACKING)",
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'pushed',
    exceptions: [],
    experiments: ['lookup', 'revocation', 'failover'],
    sharedByReplicas: true,
  },
  {
    contender: 'sessions-memory',
    app: 'sessions',
    check: "a record in this replica's memory (MemoryStore)",
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'next-request',
    exceptions: [recordsElsewhere],
    experiments: ['revocation', 'failover'],
    sharedByReplicas: false,
  },
  {
    contender: 'sessions-sticky',
    app: 'sessions',
    check: 'a record in memory (MemoryStore), and a cookie that sends its user to that replica',
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'next-request',
    exceptions: [recordsElsewhere],
    experiments: ['revocation', 'failover'],
    sharedByReplicas: false,
  },
  {
    contender: 'tokens',
    app: 'tokens',
    check: 'ES256 signature (jose), then the denylist in Redis, fail closed',
    expectedRoundTrips: 1,
    expectedCommands: 1,
    revocation: 'next-request',
    exceptions: [signedRole],
    experiments: ['lookup', 'revocation', 'failover'],
    sharedByReplicas: true,
  },
  {
    contender: 'tokens-fail-open',
    app: 'tokens',
    check: 'as tokens, but admitted when Redis cannot be asked',
    expectedRoundTrips: 1,
    expectedCommands: 1,
    revocation: 'next-request',
    exceptions: [signedRole],
    experiments: ['revocation', 'failover'],
    sharedByReplicas: true,
    // They differ in what a Redis that cannot be asked comes to.
    sameCheckAs: 'tokens',
  },
  {
    contender: 'tokens-stateless',
    app: 'tokens',
    check: 'ES256 signature (jose) only: revoked is what has expired',
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'expiry',
    exceptions: [],
    experiments: ['lookup', 'revocation', 'failover'],
    sharedByReplicas: true,
  },
  {
    contender: 'tokens-short',
    app: 'tokens',
    check: 'ES256 signature (jose) only, for a minute; revoked at the next refresh',
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'expiry',
    exceptions: [],
    experiments: ['revocation', 'failover'],
    sharedByReplicas: true,
    // They differ in how long a token lives.
    sameCheckAs: 'tokens-stateless',
  },
  {
    contender: 'tokens-pushed',
    app: 'tokens',
    check: 'ES256 signature (jose), then a denylist that is replicated to every replica',
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'pushed',
    exceptions: [signedRole],
    experiments: ['lookup', 'revocation', 'failover'],
    sharedByReplicas: true,
  },
] as const satisfies readonly Contender[];

export const contenders: readonly Contender[] = contenderList;
export const contenderNames: readonly string[] = contenders.map(({ contender }) => contender);

/** The contenders of some experiments, in the order of the table. */
export function contendersOf(experiments: readonly ExperimentName[]): readonly string[] {
  return contenders
    .filter((each) => each.experiments.some((name) => experiments.includes(name)))
    .map(({ contender }) => contender);
}

export function takesPart(contender: string, experiment: ExperimentName): boolean {
  return contenderNamed(contender).experiments.includes(experiment);
}

/** Throws for a name that is not in the table: a caller's mistake, options are checked before. */
export function contenderNamed(name: string): Contender {
  const found = contenders.find(({ contender }) => contender === name);
  if (found === undefined) throw new TypeError(`no contender is called ${name}`);
  return found;
}

/**
 * The comparisons that the report answers for, named before any run; every other pair is secondary and corrected
 * for their number (Holm). Each is `a` divided by `b`.
 */
export const primaryComparisons: readonly (readonly [a: string, b: string])[] = [
  ['sessions', 'floor'],
  ['tokens', 'floor'],
  ['tokens', 'sessions'],
  ['tokens-stateless', 'sessions'],
];
