import {
  askedTokens,
  type Expectation,
  localSessions,
  pushedTokens,
  sharedSessions,
  signatureTokens,
} from './expectation.ts';

const apps = 'apps/README.md: the Redis budget; fail closed, fail open';
const aof = 'Redis documentation, persistence: the write to the file precedes the answer';
const noNeed = [...localSessions, ...signatureTokens];

const withoutRedis = {
  contenders: noNeed,
  outcome: {},
  reason: 'It asks no Redis to judge a credential.',
  source: 'apps/README.md: table of differences',
} as const;

const copyIsKept =
  'Each replica judges by its own copy of the list, for as long as it may trust it, and then answers 503.';

export const storeExpectations: readonly Expectation[] = [
  {
    ...withoutRedis,
    faults: [
      'redis-restarted-empty',
      'redis-restarted-from-aof',
      'redis-down',
      'redis-frozen',
      'redis-flushed',
    ],
  },
  {
    faults: ['redis-restarted-empty'],
    contenders: sharedSessions,
    outcome: { users: ['signed-out'], lasting: [true] },
    reason:
      '503 while Redis is away; then every session is forgotten, those of users and of attackers alike.',
    source: apps,
  },
  {
    faults: ['redis-restarted-empty'],
    contenders: ['tokens'],
    outcome: { users: ['failed'], revoked: ['accepted'], lasting: [true] },
    reason:
      '503 while Redis is away; then the list is empty and every revoked token works until it expires.',
    source: apps,
  },
  {
    faults: ['redis-restarted-empty'],
    contenders: ['tokens-fail-open'],
    outcome: { users: ['served', 'slowed'], revoked: ['accepted'], lasting: [true] },
    reason: 'Revoked tokens are let in from the first moment on, and the list comes back empty.',
    source: apps,
  },
  {
    faults: ['redis-restarted-empty', 'redis-restarted-from-aof', 'redis-down', 'redis-frozen'],
    contenders: pushedTokens,
    outcome: { users: ['served', 'failed'] },
    reason: `${copyIsKept} A Redis that has forgotten gets the entries back from the replicas.`,
    source: 'apps/README.md: the pushed denylist',
  },
  {
    faults: ['redis-restarted-from-aof'],
    contenders: [...sharedSessions, 'tokens'],
    outcome: { users: ['failed'] },
    reason: '503 while Redis is away; then everything that was acknowledged is back.',
    source: aof,
  },
  {
    faults: ['redis-restarted-from-aof'],
    contenders: ['tokens-fail-open'],
    outcome: { users: ['served', 'slowed'], revoked: ['accepted'] },
    reason: 'Revoked tokens are let in while Redis is away, and refused again afterwards.',
    source: aof,
  },
  {
    faults: ['redis-down'],
    contenders: [...sharedSessions, 'tokens'],
    outcome: { users: ['failed'] },
    reason:
      'What cannot be looked up is answered 503, at once: nobody is signed out and nobody let in.',
    source: apps,
  },
  {
    faults: ['redis-down'],
    contenders: ['tokens-fail-open'],
    outcome: { users: ['served', 'slowed'], revoked: ['accepted'], lasting: [true] },
    reason: 'Everybody with a valid signature is let in for as long as Redis is away.',
    source: apps,
  },
  {
    faults: ['redis-frozen'],
    contenders: [...sharedSessions, 'tokens'],
    outcome: { users: ['failed'] },
    reason: 'Each lookup waits for its command timeout and is then answered 503.',
    source: apps,
  },
  {
    faults: ['redis-frozen'],
    contenders: ['tokens-fail-open'],
    outcome: { users: ['served', 'slowed'], revoked: ['accepted'] },
    reason: 'Each lookup waits for its command timeout, and then everybody is let in.',
    source: apps,
  },
  {
    faults: ['redis-flushed'],
    contenders: sharedSessions,
    outcome: { users: ['signed-out'], lasting: [true] },
    reason: 'No error: the sessions are just gone.',
    source: 'Redis documentation, FLUSHALL',
  },
  {
    faults: ['redis-flushed'],
    contenders: askedTokens,
    outcome: { revoked: ['accepted'], lasting: [true] },
    reason: 'No error: the list is empty, and revoked tokens work until they expire.',
    source: 'Redis documentation, FLUSHALL',
  },
  {
    faults: ['redis-flushed'],
    contenders: pushedTokens,
    outcome: {},
    reason: 'The replicas see that the list has begun anew, keep their entries and give them back.',
    source: 'apps/README.md: the pushed denylist',
  },
];
