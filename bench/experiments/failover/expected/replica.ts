import {
  allBut,
  allContenders,
  type Expectation,
  pushedTokens,
  sharedSessions,
  signatureTokens,
} from './expectation.ts';

const nextUpstream = 'nginx, ngx_http_proxy_module: proxy_next_upstream';
const passiveChecks = 'nginx, ngx_http_upstream_module: max_fails, fail_timeout';
const express = 'express-session README: MemoryStore lives in one process';

const memoryGone =
  'The sessions of the pinned users were in that process and are gone; the routing cookie still leads to it.';

export const replicaExpectations: readonly Expectation[] = [
  {
    faults: ['replica-killed'],
    contenders: allBut('sessions-sticky'),
    outcome: {},
    reason:
      'A refused connection is repeated on another replica, and what that one needs is not in the dead one.',
    source: nextUpstream,
  },
  {
    faults: ['replica-killed', 'replica-killed-busy', 'replica-drained'],
    contenders: ['sessions-sticky'],
    outcome: {
      users: ['signed-out'],
      redisFree: ['served', 'slowed', 'failed'],
      lasting: [true],
    },
    reason: memoryGone,
    source: express,
  },
  {
    faults: ['replica-killed-busy'],
    contenders: allBut('sessions-sticky', 'sessions-memory'),
    outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed', 'failed'] },
    reason: 'A GET that was inside is repeated. A POST that was inside is not: 502, when one was.',
    source: `${nextUpstream}, non_idempotent`,
  },
  {
    faults: ['replica-killed-busy'],
    contenders: ['sessions-memory'],
    outcome: { redisFree: ['served', 'slowed', 'failed'] },
    reason: 'Two of three requests are refused as always; a POST that was inside gets 502.',
    source: `${nextUpstream}, non_idempotent`,
  },
  {
    faults: ['replica-frozen'],
    contenders: [...sharedSessions, 'tokens'],
    outcome: { users: ['slowed', 'failed'], redisFree: ['slowed', 'failed'] },
    reason:
      'A third of the requests of two seconds wait for the read timeout; then a GET is repeated elsewhere and a POST gets 504. If a lookup was under way when it froze, the timers of that connection have run out, and what still waits is answered 503 until there is a new one.',
    source: `${nextUpstream}; proxy_read_timeout; ${passiveChecks}; ioredis: socketTimeout`,
  },
  {
    faults: ['replica-frozen'],
    contenders: ['tokens-fail-open'],
    outcome: {
      users: ['slowed', 'failed'],
      revoked: ['refused', 'accepted'],
      redisFree: ['slowed', 'failed'],
    },
    reason:
      'As for the others, with a twist that was found by this lab: when it goes on and its timers for Redis have run out, it takes Redis for dead and lets in whatever still waits, revoked or not.',
    source: `${nextUpstream}; ioredis: commandTimeout, socketTimeout`,
  },
  {
    faults: ['replica-frozen'],
    contenders: pushedTokens,
    outcome: { users: ['slowed', 'failed'], redisFree: ['slowed', 'failed'] },
    reason:
      'As for the others. When it goes on, its copy of the list is old, and it answers 503 to what still waits until it has caught up.',
    source: `${nextUpstream}; proxy_read_timeout; apps/README.md: the pushed denylist`,
  },
  {
    faults: ['replica-frozen'],
    contenders: signatureTokens,
    outcome: { users: ['slowed'], redisFree: ['slowed', 'failed'] },
    reason:
      'A third of the requests of two seconds wait for the read timeout; then a GET is repeated elsewhere and a POST gets 504.',
    source: `${nextUpstream}; proxy_read_timeout; ${passiveChecks}`,
  },
  {
    faults: ['replica-frozen'],
    contenders: ['sessions-memory'],
    outcome: { redisFree: ['slowed', 'failed'] },
    reason: 'As for the others, on top of its own two of three refused.',
    source: nextUpstream,
  },
  {
    faults: ['replica-frozen'],
    contenders: ['sessions-sticky'],
    outcome: {
      users: ['signed-out'],
      redisFree: ['slowed', 'failed'],
      lasting: [false, true],
    },
    reason:
      'Pinned users are sent to another replica, which does not know them, until the frozen one goes on and the balancer asks it again, up to three seconds later.',
    source: `${express}; ${passiveChecks}`,
  },
  {
    faults: ['replica-drained'],
    contenders: allBut('sessions-sticky'),
    outcome: {},
    reason:
      'A draining replica finishes what it has and refuses the rest, which is repeated elsewhere.',
    source: 'Node.js, http.Server.close; nginx, upstream keepalive_timeout',
  },
  {
    faults: ['rolling-restart'],
    contenders: allBut('sessions-sticky', 'sessions-memory'),
    outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed'] },
    reason:
      'One replica at a time is away, drained; what decides about credentials is not in it. On one machine the replicas that start take processor time from those that serve.',
    source: 'Node.js, http.Server.close; nginx, upstream keepalive_timeout',
  },
  {
    faults: ['rolling-restart'],
    contenders: ['sessions-memory'],
    outcome: { redisFree: ['served', 'slowed'] },
    reason: 'Every replica forgets its users in turn, on top of its own two of three refused.',
    source: express,
  },
  {
    faults: ['rolling-restart'],
    contenders: ['sessions-sticky'],
    outcome: { users: ['signed-out'], redisFree: ['served', 'slowed'], lasting: [true] },
    reason: 'Every replica forgets its users in turn.',
    source: express,
  },
  {
    faults: ['host-lost'],
    contenders: signatureTokens,
    outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed', 'failed'] },
    reason:
      'A new connection waits for the connect timeout and is then repeated, POST too. On a connection that was open the read timeout decides, and a POST gets 504.',
    source: `nginx, proxy_connect_timeout; ${nextUpstream}`,
  },
  {
    faults: ['host-lost'],
    contenders: [...sharedSessions, 'tokens', ...pushedTokens],
    outcome: {
      users: ['served', 'slowed', 'failed'],
      redisFree: ['served', 'slowed', 'failed'],
    },
    reason:
      'As for tokens that ask nobody, with a twist that was found by this lab: the lost host has lost Redis too. What was sent to it and not yet given up reaches it when it is back, before it has found back to Redis, and is answered 503.',
    source: `${nextUpstream}; RFC 9293 section 3.8.1 (retransmission); ioredis: commandTimeout`,
  },
  {
    faults: ['host-lost'],
    contenders: ['tokens-fail-open'],
    outcome: {
      users: ['served', 'slowed'],
      revoked: ['refused', 'accepted'],
      redisFree: ['served', 'slowed', 'failed'],
    },
    reason:
      'As for the others: what reaches the host when it is back, and before it has found back to Redis, is let in, revoked or not.',
    source: `${nextUpstream}; RFC 9293 section 3.8.1 (retransmission); ioredis: commandTimeout`,
  },
  {
    faults: ['host-lost'],
    contenders: ['sessions-memory'],
    outcome: { redisFree: ['served', 'slowed', 'failed'] },
    reason: 'As for the others, on top of its own two of three refused.',
    source: nextUpstream,
  },
  {
    faults: ['host-lost'],
    contenders: ['sessions-sticky'],
    outcome: {
      users: ['signed-out'],
      redisFree: ['served', 'slowed', 'failed'],
      lasting: [false, true],
    },
    reason:
      'Pinned users are sent to a replica that does not know them, until the host is back and the balancer asks it again, up to three seconds later.',
    source: express,
  },
  {
    faults: ['none'],
    contenders: allContenders,
    outcome: {},
    reason: 'Nothing is broken: this is what each contender does anyway.',
    source: 'apps/README.md',
  },
];
