import type { FaultName } from '../../result/fault-name.ts';

/**
 * What contenders claim about revocation. `boundMs`: how long after an acknowledged logout a replica may still accept
 * the credential. `breaks`: faults in which the contender itself does not claim to remember.
 */
export interface RevocationClaim {
  readonly contender: string;
  readonly boundMs: number;
  readonly breaks: readonly FaultName[];
}

/** Redis forgets, and the contender remembers nowhere else. */
const storeForgets: readonly FaultName[] = [
  'redis-restarted-empty',
  'redis-flushed',
  'redis-full',
  'redis-failover',
];

/** A session that is forgotten is refused. Only a failover can bring one back: to a replica that missed its end. */
const sessionsReturn: readonly FaultName[] = ['redis-failover'];

/** Contenders that are not listed claim nothing: their credentials end when they expire. */
export const revocationClaims: readonly RevocationClaim[] = [
  { contender: 'sessions', boundMs: 0, breaks: sessionsReturn },
  { contender: 'sessions-hardened', boundMs: 0, breaks: sessionsReturn },
  // The replica's copy is dropped when Redis says so, or when nothing has been heard for this long.
  { contender: 'sessions-cached', boundMs: 2_000, breaks: sessionsReturn },
  { contender: 'sessions-memory', boundMs: 0, breaks: [] },
  { contender: 'sessions-sticky', boundMs: 0, breaks: [] },
  { contender: 'tokens', boundMs: 0, breaks: storeForgets },
  {
    contender: 'tokens-fail-open',
    boundMs: 0,
    breaks: [
      ...storeForgets,
      'redis-restarted-from-aof',
      'redis-down',
      'redis-frozen',
      // When the replica goes on, its timers say that Redis is silent.
      'replica-frozen',
      'replica-cut-from-redis',
      'push-link-cut',
      // A host that is away is away from Redis too; what still waited for it comes in before it has found back.
      'host-lost',
      'library-defaults',
    ],
  },
  // Each replica holds the list, and gives it back to a Redis that has lost it. New ones may take this long.
  { contender: 'tokens-pushed', boundMs: 2_000, breaks: [] },
];

export function claimOf(contender: string): RevocationClaim | null {
  return revocationClaims.find((claim) => claim.contender === contender) ?? null;
}

export function boundMsOf(contender: string): number {
  return claimOf(contender)?.boundMs ?? 0;
}
