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
  name: 'push-link-cut',
  place: 80,
  summary: 'every connection of one replica to Redis stays open and delivers nothing',
  breaks: 'redis',
  needs: 'linked',
  title: 'One replica hears nothing from Redis any more',
  done: 'All connections of replica 2 to Redis stay open and deliver nothing in either direction, as behind a firewall that forgot them; new ones are accepted and deliver nothing either. Two users log out meanwhile.',
  advice:
    'Silence is not "nothing happened". A replica that lives from pushed changes must notice that it hears nothing, stop trusting its copy after a stated time, and catch up from a log afterwards.',
  balancerSettings: [],
  injected: 'replica 2 hears nothing',
  healed: 'replica 2 hears again',
  // Twice the two seconds for which a replica may trust its copy.
  holdsAtLeastMs: 4_000,
  inject: toEachArm((arm) => linkOf(victimOf(arm)).blackhole()),
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
