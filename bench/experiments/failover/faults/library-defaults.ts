import {
  askedListFailOpen,
  failsClosed,
  pinnedUsers,
  pushedList,
  scatteredUsers,
  signatureOnly,
} from '../contender-kinds.ts';
import { type Fault, toEachArm } from '../fault.ts';
import { restartAll, restartAsPlanned } from '../restart.ts';

const givesUp = 'nginx: proxy_read_timeout, max_fails';

export const fault: Fault = {
  name: 'library-defaults',
  place: 210,
  summary:
    'Redis freezes, and its clients have the default options of ioredis: no command timeout, an offline queue',
  breaks: 'other',
  title: 'Redis freezes, with the default options of the library',
  done: 'All replicas run with the defaults of ioredis (no command timeout, an offline queue, twenty retries); then SIGSTOP to Redis.',
  advice:
    'This is a trap, and it is the default. Requests hang until the balancer gives up on one replica after another and has none left: then routes fail that need no Redis at all. Set a command timeout far below the read timeout of the balancer.',
  balancerSettings: ['proxy_read_timeout', 'server fail_timeout', 'proxy_next_upstream_tries'],
  otherSettings: { 'app: REDIS_OPTIONS': 'library-defaults (elsewhere request-path)' },
  injected: 'Redis frozen',
  healed: 'Redis goes on',
  // The balancer waits two seconds for a replica before it gives up on it, and has three.
  holdsAtLeastMs: 5_000,
  prepare: restartAll(() => ({ REDIS_OPTIONS: 'library-defaults' })),
  inject: toEachArm(({ store }) => store.freeze()),
  heal: toEachArm(({ store }) => store.resume()),
  cleanUp: restartAsPlanned,
  expectations: [
    {
      contenders: [failsClosed, pushedList],
      outcome: { users: ['failed'], redisFree: ['failed'] },
      reason:
        'Requests that ask Redis hang; the balancer gives up on every replica in turn and has none left, not even for routes that need no Redis.',
      source: 'ioredis: commandTimeout is off by default; nginx: proxy_read_timeout, max_fails',
    },
    {
      contenders: [askedListFailOpen, signatureOnly],
      outcome: {
        users: ['failed'],
        revoked: ['refused', 'accepted'],
        redisFree: ['failed'],
        lasting: [true, false],
      },
      reason:
        'Its check may not ask Redis or may not wait for it, but one route that does is enough: the balancer gives up on every replica because of it.',
      source: givesUp,
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['failed', 'served'] },
      reason:
        'One route that asks Redis is enough for the balancer to give up on every replica because of it; but two of three of its requests are refused before they ask, so it may take longer than the fault.',
      source: givesUp,
    },
    {
      contenders: [pinnedUsers],
      outcome: {
        users: ['failed', 'signed-out'],
        redisFree: ['served', 'failed'],
        lasting: [true, false],
      },
      reason:
        'The balancer gives up on a replica for the users that are pinned to it, and sends them to one that does not know them. Who has no routing cookie is served by the other pool, which has lost nobody.',
      source: 'nginx: a zone of failures for each upstream; proxy_read_timeout, max_fails',
    },
  ],
};
