import { askedListFailOpen, failsClosed } from '../contender-kinds.ts';
import { goesOnWithItsCopy, needsNoRedis } from '../expectation.ts';
import { type Fault, redisBudget, startStore, toEachArm } from '../fault.ts';

const budget = 'apps/README.md: the Redis budget; fail closed, fail open';

export const fault: Fault = {
  name: 'redis-down',
  place: 110,
  summary: 'Redis is killed and stays down',
  breaks: 'redis-away',
  title: 'Redis is down and stays down',
  done: 'SIGKILL to Redis; it is started again only after the watch.',
  advice:
    'Decide beforehand what "cannot be asked" means: 503 (fail closed), let in (fail open), or go on with what the replica knows, for a stated time. Answer 503 at once: a request that waits for a connection holds its place for nothing.',
  otherSettings: redisBudget,
  injected: 'Redis killed',
  inject: toEachArm(({ store }) => store.kill()),
  cleanUp: toEachArm(startStore),
  expectations: [
    needsNoRedis,
    {
      contenders: [failsClosed],
      outcome: { users: ['failed'] },
      reason:
        'What cannot be looked up is answered 503, at once: nobody is signed out and nobody let in.',
      source: budget,
    },
    {
      contenders: [askedListFailOpen],
      outcome: { users: ['served', 'slowed'], revoked: ['accepted'], lasting: [true] },
      reason: 'Everybody with a valid signature is let in for as long as Redis is away.',
      source: budget,
    },
    goesOnWithItsCopy,
  ],
};
