import {
  askedListFailClosed,
  askedListFailOpen,
  askedRecords,
  copiedRecords,
  pushedList,
} from '../contender-kinds.ts';
import { needsNoRedis } from '../expectation.ts';
import { type Fault, linkOf, toEachArm, victimOf } from '../fault.ts';

const noHealthChecks = 'nginx without active health checks: a 503 takes no replica out of rotation';

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
  expectations: [
    needsNoRedis,
    {
      contenders: [askedRecords, askedListFailClosed],
      outcome: { users: ['failed'] },
      reason:
        'The replica that cannot ask answers 503 and stays in rotation: a third of all requests.',
      source: noHealthChecks,
    },
    {
      contenders: [copiedRecords],
      outcome: { users: ['served', 'failed'] },
      reason:
        'The replica may go on with its copies for as long as it may trust them; then it answers 503.',
      source: 'Redis documentation, client side caching: when the connection is lost, flush',
    },
    {
      contenders: [askedListFailOpen],
      outcome: { users: ['served', 'slowed'], revoked: ['accepted'] },
      reason:
        'One replica lets revoked tokens in and two do not: it flaps from request to request.',
      source: noHealthChecks,
    },
    {
      contenders: [pushedList],
      outcome: { users: ['served', 'failed'] },
      reason:
        'The replica judges by its copy while it may trust it, and then answers 503; it catches up from the log.',
      source: 'apps/README.md: the pushed denylist',
    },
  ],
};
