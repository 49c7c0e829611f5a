/**
 * What the bench knows of each contender: its claims, which the run confirms or corrects. To the bench a contender
 * is HTTP; how it is built stands in apps/README.md.
 */
export interface Contender {
  readonly contender: string;
  readonly app: 'floor' | 'sessions' | 'tokens';
  /** One line: what is checked on each request. */
  readonly check: string;
  /** Sequential round trips to Redis on one authenticated request. */
  readonly expectedRoundTrips: number;
  /** Redis commands on one authenticated request. */
  readonly expectedCommands: number;
  /**
   * How long a revoked credential may still be accepted. `next-request`: not at all once the answer is there.
   * `expiry`: until it expires. `none`: the contender has no credentials to revoke.
   */
  readonly revocation: 'next-request' | 'expiry' | 'none';
  /** False where a credential is known to one replica only, so that round robin breaks it. */
  readonly sharedByReplicas: boolean;
}

const contenderList = [
  {
    contender: 'floor',
    app: 'floor',
    check: 'none: the same app with authentication removed',
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'none',
    sharedByReplicas: true,
  },
  {
    contender: 'sessions',
    app: 'sessions',
    check: 'express-session and connect-redis as documented: GET, then EXPIRE',
    expectedRoundTrips: 2,
    expectedCommands: 2,
    revocation: 'next-request',
    sharedByReplicas: true,
  },
  {
    contender: 'sessions-memory',
    app: 'sessions',
    check: "a record in this replica's memory (MemoryStore)",
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'next-request',
    sharedByReplicas: false,
  },
  {
    contender: 'tokens',
    app: 'tokens',
    check: 'ES256 signature (jose), then the denylist in Redis, fail closed',
    expectedRoundTrips: 1,
    expectedCommands: 1,
    revocation: 'next-request',
    sharedByReplicas: true,
  },
  {
    contender: 'tokens-stateless',
    app: 'tokens',
    check: 'ES256 signature (jose) only: revoked is what has expired',
    expectedRoundTrips: 0,
    expectedCommands: 0,
    revocation: 'expiry',
    sharedByReplicas: true,
  },
] as const satisfies readonly Contender[];

export const contenders: readonly Contender[] = contenderList;
export const contenderNames: readonly string[] = contenders.map(({ contender }) => contender);

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
