import {
  askedListFailOpen,
  failsClosed,
  pinnedUsers,
  pushedList,
  scatteredUsers,
  signatureOnly,
} from '../contender-kinds.ts';
import { oneProcess } from '../expectation.ts';
import { ejection, type Fault, retry, toEachArm, victimOf } from '../fault.ts';

const nextUpstream = 'nginx, ngx_http_proxy_module: proxy_next_upstream';
const passiveChecks = 'nginx, ngx_http_upstream_module: max_fails, fail_timeout';

export const fault: Fault = {
  name: 'replica-frozen',
  place: 30,
  summary: 'SIGSTOP to one replica: alive, its sockets open, and silent',
  breaks: 'other',
  title: 'A replica freezes',
  done: 'SIGSTOP to replica 2: its sockets stay open and the kernel goes on accepting connections for it. SIGCONT later.',
  advice:
    'Connections still succeed, so only the read timeout notices. Keep it short: about (rate / replicas) x timeout requests are hurt before the first one ends. Every `fail_timeout` one more request pays to find out whether the replica is back.',
  balancerSettings: ['proxy_connect_timeout', 'proxy_read_timeout', ...ejection, ...retry],
  // The balancer waits for two seconds before it gives up on the replica; the next second of requests shows that it
  // did.
  holdsAtLeastMs: 3_000,
  injected: 'replica 2 frozen',
  healed: 'replica 2 goes on',
  inject: toEachArm((arm) => victimOf(arm).freeze()),
  heal: toEachArm((arm) => victimOf(arm).resume()),
  expectations: [
    {
      contenders: [failsClosed],
      outcome: { users: ['slowed', 'failed'], redisFree: ['slowed', 'failed'] },
      reason:
        'A third of the requests of two seconds wait for the read timeout; then a GET is repeated elsewhere and a POST gets 504. If a lookup was under way when it froze, the timers of that connection have run out, and what still waits is answered 503 until there is a new one.',
      source: `${nextUpstream}; proxy_read_timeout; ${passiveChecks}; ioredis: socketTimeout`,
    },
    {
      contenders: [askedListFailOpen],
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
      contenders: [pushedList],
      outcome: { users: ['slowed', 'failed'], redisFree: ['slowed', 'failed'] },
      reason:
        'As for the others. When it goes on, its copy of the list is old, and it answers 503 to what still waits until it has caught up.',
      source: `${nextUpstream}; proxy_read_timeout; apps/README.md: the pushed denylist`,
    },
    {
      contenders: [signatureOnly],
      outcome: { users: ['slowed'], redisFree: ['slowed', 'failed'] },
      reason:
        'A third of the requests of two seconds wait for the read timeout; then a GET is repeated elsewhere and a POST gets 504.',
      source: `${nextUpstream}; proxy_read_timeout; ${passiveChecks}`,
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['slowed', 'failed'] },
      reason: 'As for the others, on top of its own two of three refused.',
      source: nextUpstream,
    },
    {
      contenders: [pinnedUsers],
      outcome: {
        users: ['signed-out'],
        redisFree: ['slowed', 'failed'],
        lasting: [false, true],
      },
      reason:
        'Pinned users are sent to another replica, which does not know them, until the frozen one goes on and the balancer asks it again, up to three seconds later.',
      source: `${oneProcess}; ${passiveChecks}`,
    },
  ],
};
