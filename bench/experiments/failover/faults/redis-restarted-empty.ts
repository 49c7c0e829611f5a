import { askedListFailClosed, askedListFailOpen, recordsInRedis } from '../contender-kinds.ts';
import { goesOnWithItsCopy, needsNoRedis } from '../expectation.ts';
import { type Fault, toEachArm } from '../fault.ts';

const budget = 'apps/README.md: the Redis budget; fail closed, fail open';

export const fault: Fault = {
  name: 'redis-restarted-empty',
  place: 90,
  summary: 'Redis is killed and started again with nothing in it',
  breaks: 'redis',
  title: 'Redis restarts and has forgotten everything',
  done: 'SIGKILL to Redis, which keeps nothing on disk; it is started again later.',
  advice:
    'Losing sessions signs everybody out, loudly. Losing a denylist lets revoked tokens work again, silently, until they expire: give the denylist a persistent Redis, or replicas that hold a copy and give it back.',
  otherSettings: { 'redis: appendonly': 'no', 'redis: save': '(none)' },
  injected: 'Redis killed',
  healed: 'Redis started again, empty',
  inject: async (target) => {
    for (const { store } of target.arms) await store.persist('nothing');
    return toEachArm(({ store }) => store.kill())(target);
  },
  heal: toEachArm(({ store }) => store.start()),
  expectations: [
    needsNoRedis,
    {
      contenders: [recordsInRedis],
      outcome: { users: ['signed-out'], lasting: [true] },
      reason:
        '503 while Redis is away; then every session is forgotten, those of users and of attackers alike.',
      source: budget,
    },
    {
      contenders: [askedListFailClosed],
      outcome: { users: ['failed'], revoked: ['accepted'], lasting: [true] },
      reason:
        '503 while Redis is away; then the list is empty and every revoked token works until it expires.',
      source: budget,
    },
    {
      contenders: [askedListFailOpen],
      outcome: { users: ['served', 'slowed'], revoked: ['accepted'], lasting: [true] },
      reason: 'Revoked tokens are let in from the first moment on, and the list comes back empty.',
      source: budget,
    },
    goesOnWithItsCopy,
  ],
};
