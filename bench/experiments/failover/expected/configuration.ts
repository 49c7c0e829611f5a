import {
  allBut,
  allContenders,
  askedTokens,
  type Expectation,
  pushedTokens,
  sharedSessions,
  signatureTokens,
} from './expectation.ts';

const expiry = 'RFC 7519 section 4.1.4: exp is judged by the clock of whoever verifies';

export const configurationExpectations: readonly Expectation[] = [
  {
    faults: ['clock-skewed'],
    contenders: [...askedTokens, ...pushedTokens, ...signatureTokens],
    outcome: { users: ['signed-out'] },
    reason: 'To the replica whose clock is ahead every token has expired: a third of all requests.',
    source: expiry,
  },
  {
    faults: ['clock-skewed'],
    contenders: [...sharedSessions, 'sessions-memory'],
    outcome: {},
    reason: 'A session ends by the clock of Redis alone.',
    source: 'Redis documentation, EXPIRE',
  },
  {
    faults: ['clock-skewed'],
    contenders: ['sessions-sticky'],
    outcome: { users: ['signed-out'], lasting: [true] },
    reason: 'Not the clock: the restart that sets it forgets the sessions of that replica.',
    source: 'express-session README: MemoryStore lives in one process',
  },
  {
    faults: ['keys-lost'],
    contenders: allContenders.filter((contender) => !signatureTokens.includes(contender)),
    outcome: { users: ['signed-out'], redisFree: ['failed'], lasting: [true] },
    reason:
      'No signature of before verifies any more, of a cookie or of a token. All replicas restart at once, so nobody is served meanwhile.',
    source: 'RFC 7515 section 5.2; cookie-signature',
  },
  {
    faults: ['keys-lost'],
    contenders: signatureTokens,
    // A last request may be accepted in the moment in which the replicas are killed.
    outcome: {
      users: ['signed-out'],
      revoked: ['refused', 'accepted'],
      redisFree: ['failed'],
      lasting: [true],
    },
    reason:
      'No signature of before verifies any more: losing the key is the only revocation that this contender has.',
    source: 'RFC 7515 section 5.2',
  },
  {
    faults: ['library-defaults'],
    contenders: allBut(
      'sessions-memory',
      'sessions-sticky',
      'tokens-fail-open',
      ...signatureTokens,
    ),
    outcome: { users: ['failed'], redisFree: ['failed'] },
    reason:
      'Requests that ask Redis hang; the balancer gives up on every replica in turn and has none left, not even for routes that need no Redis.',
    source: 'ioredis: commandTimeout is off by default; nginx: proxy_read_timeout, max_fails',
  },
  {
    faults: ['library-defaults'],
    contenders: ['tokens-fail-open', ...signatureTokens],
    outcome: {
      users: ['failed'],
      revoked: ['refused', 'accepted'],
      redisFree: ['failed'],
      lasting: [true, false],
    },
    reason:
      'Its check may not ask Redis or may not wait for it, but one route that does is enough: the balancer gives up on every replica because of it.',
    source: 'nginx: proxy_read_timeout, max_fails',
  },
  {
    faults: ['library-defaults'],
    contenders: ['sessions-memory'],
    outcome: { redisFree: ['failed', 'served'] },
    reason:
      'One route that asks Redis is enough for the balancer to give up on every replica because of it; but two of three of its requests are refused before they ask, so it may take longer than the fault.',
    source: 'nginx: proxy_read_timeout, max_fails',
  },
  {
    faults: ['library-defaults'],
    contenders: ['sessions-sticky'],
    outcome: {
      users: ['failed', 'signed-out'],
      redisFree: ['served', 'failed'],
      lasting: [true, false],
    },
    reason:
      'The balancer gives up on a replica for the users that are pinned to it, and sends them to one that does not know them. Who has no routing cookie is served by the other pool, which has lost nobody.',
    source: 'nginx: a zone of failures for each upstream; proxy_read_timeout, max_fails',
  },
];
