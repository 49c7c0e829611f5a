import { askedListFailOpen, failsClosed } from '../contender-kinds.ts';
import { goesOnWithItsCopy, needsNoRedis } from '../expectation.ts';
import { type Fault, redisBudget, toEachArm } from '../fault.ts';

const budget = 'apps/README.md: the Redis budget; fail closed, fail open';

export const fault: Fault = {
  name: 'redis-frozen',
  place: 120,
  summary: 'SIGSTOP to Redis: connections open, no answers',
  breaks: 'redis-away',
  title: 'Redis freezes',
  done: 'SIGSTOP to Redis: connections stay open and nothing is answered. SIGCONT later.',
  advice:
    'Nothing breaks, so only a timeout of each command notices. It must be far below the read timeout of the balancer, which else gives up on every replica in turn and takes the routes down that need no Redis.',
  balancerSettings: ['proxy_read_timeout', 'proxy_next_upstream'],
  otherSettings: redisBudget,
  injected: 'Redis frozen',
  healed: 'Redis goes on',
  inject: toEachArm(({ store }) => store.freeze()),
  heal: toEachArm(({ store }) => store.resume()),
  expectations: [
    needsNoRedis,
    {
      contenders: [failsClosed],
      outcome: { users: ['failed'] },
      reason: 'Each lookup waits for its command timeout and is then answered 503.',
      source: budget,
    },
    {
      contenders: [askedListFailOpen],
      outcome: { users: ['served', 'slowed'], revoked: ['accepted'] },
      reason: 'Each lookup waits for its command timeout, and then everybody is let in.',
      source: budget,
    },
    goesOnWithItsCopy,
  ],
};
