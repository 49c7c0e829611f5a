import {
  allContenders,
  askedTokens,
  type Expectation,
  localSessions,
  pushedTokens,
  sharedSessions,
  signatureTokens,
} from './expectation.ts';

const eviction = 'Redis documentation, key eviction: maxmemory-policy';

/** Surely evict what the contenders store: at random, or what ends soonest, which is what they store. */
const certain = ['redis-full:allkeys-random', 'redis-full:volatile-ttl'];
/** Evict what was used least lately, of a small sample: it depends. */
const byChance = ['redis-full:allkeys-lru', 'redis-full:volatile-lru'];

export const fullStoreExpectations: readonly Expectation[] = [
  {
    faults: ['redis-full:noeviction'],
    contenders: allContenders,
    outcome: {},
    reason:
      'Reading goes on and nothing is lost. Writing fails: logins, carts, and logouts of tokens are answered 503.',
    source: eviction,
  },
  {
    faults: certain,
    contenders: sharedSessions,
    outcome: { users: ['signed-out'], lasting: [true] },
    reason: 'Sessions are evicted, without an error: their users are signed out.',
    source: eviction,
  },
  {
    faults: byChance,
    contenders: sharedSessions,
    outcome: { users: ['served', 'signed-out'], lasting: [true, false] },
    reason: 'Sessions that were not used in the last second may be evicted.',
    source: eviction,
  },
  {
    faults: certain,
    contenders: askedTokens,
    outcome: { revoked: ['accepted'], lasting: [true] },
    reason: 'Entries of the list are evicted, without an error: their tokens work again.',
    source: eviction,
  },
  {
    faults: byChance,
    contenders: askedTokens,
    outcome: { revoked: ['refused', 'accepted'], lasting: [true, false] },
    reason: 'Entries that nobody looked up in the last second may be evicted.',
    source: eviction,
  },
  {
    faults: [...certain, ...byChance],
    contenders: [...localSessions, ...signatureTokens, ...pushedTokens],
    outcome: {},
    reason: 'What judges a credential is in the replica.',
    source: 'apps/README.md: table of differences',
  },
];
