import { oneReplicaWithoutRedis } from '../expectation.ts';
import { type Fault, linkOf, toEachArm, victimOf } from '../fault.ts';

export const fault: Fault = {
  name: 'replica-cut-from-redis',
  place: 70,
  summary: 'one replica cannot reach Redis; the others can',
  breaks: 'redis',
  needs: 'linked',
  title: 'One replica loses its way to Redis',
  done: 'The connections of replica 2 to Redis are reset and new ones refused.',
  advice:
    'A balancer without health checks keeps asking a replica that answers 503 quickly. Let a replica that cannot reach its store stop listening, or check readiness from outside, but never all of them at once.',
  balancerSettings: ['proxy_next_upstream'],
  injected: 'replica 2 cut from Redis',
  healed: 'replica 2 reaches Redis again',
  inject: toEachArm((arm) => linkOf(victimOf(arm)).cut()),
  heal: toEachArm((arm) => linkOf(victimOf(arm)).heal()),
  expectations: oneReplicaWithoutRedis,
};
