import {
  allContenders,
  askedTokens,
  type Expectation,
  localSessions,
  pushedTokens,
  sharedSessions,
  signatureTokens,
} from './expectation.ts';

const noHealthChecks = 'nginx without active health checks: a 503 takes no replica out of rotation';
const cut = ['replica-cut-from-redis', 'push-link-cut'];

export const linkExpectations: readonly Expectation[] = [
  {
    faults: [...cut, 'redis-failover'],
    contenders: [...localSessions, ...signatureTokens],
    outcome: {},
    reason: 'It asks no Redis to judge a credential.',
    source: 'apps/README.md: table of differences',
  },
  {
    faults: cut,
    contenders: ['sessions', 'sessions-hardened', 'tokens'],
    outcome: { users: ['failed'] },
    reason:
      'The replica that cannot ask answers 503 and stays in rotation: a third of all requests.',
    source: noHealthChecks,
  },
  {
    faults: cut,
    contenders: ['sessions-cached'],
    outcome: { users: ['served', 'failed'] },
    reason:
      'The replica may go on with its copies for as long as it may trust them; then it answers 503.',
    source: 'Redis documentation, client side caching: when the connection is lost, flush',
  },
  {
    faults: cut,
    contenders: ['tokens-fail-open'],
    outcome: { users: ['served', 'slowed'], revoked: ['accepted'] },
    reason: 'One replica lets revoked tokens in and two do not: it flaps from request to request.',
    source: noHealthChecks,
  },
  {
    faults: cut,
    contenders: pushedTokens,
    outcome: { users: ['served', 'failed'] },
    reason:
      'The replica judges by its copy while it may trust it, and then answers 503; it catches up from the log.',
    source: 'apps/README.md: the pushed denylist',
  },
  {
    faults: ['redis-slow'],
    contenders: allContenders.filter((contender) => contender !== 'sessions-memory'),
    outcome: { users: ['served', 'slowed'] },
    reason: 'One or two round trips more for whoever asks Redis, within every timeout.',
    source: 'apps/README.md: round trips per request',
  },
  {
    faults: ['redis-slow'],
    contenders: ['sessions-memory'],
    outcome: {},
    reason: 'It asks no Redis to judge a credential.',
    source: 'apps/README.md: table of differences',
  },
  {
    faults: ['redis-failover'],
    contenders: sharedSessions,
    outcome: { users: ['failed', 'signed-out'], revoked: ['accepted'], lasting: [true] },
    reason:
      'The new master never heard of the last logins and logouts: the former are undone, and so are the latter.',
    source: 'Redis documentation, Sentinel: acknowledged writes may be lost in a failover',
  },
  {
    faults: ['redis-failover'],
    contenders: ['tokens'],
    outcome: { users: ['failed'], revoked: ['accepted'], lasting: [true] },
    reason: 'The new master never heard of the last revocations.',
    source: 'Redis documentation, Sentinel: acknowledged writes may be lost in a failover',
  },
  {
    faults: ['redis-failover'],
    contenders: askedTokens.filter((contender) => contender !== 'tokens'),
    outcome: { users: ['served', 'slowed'], revoked: ['accepted'], lasting: [true] },
    reason: 'Everybody is let in during the failover, and the last revocations are lost after it.',
    source: 'Redis documentation, Sentinel: acknowledged writes may be lost in a failover',
  },
  {
    faults: ['redis-failover'],
    contenders: pushedTokens,
    outcome: { users: ['served', 'failed'] },
    reason: 'The replicas keep what they heard, and give it to the new master.',
    source: 'apps/README.md: the pushed denylist',
  },
];
