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
const retransmission = `${nextUpstream}; RFC 9293 section 3.8.1 (retransmission); ioredis: commandTimeout`;

export const fault: Fault = {
  name: 'host-lost',
  place: 60,
  summary: 'the address of one replica leads nowhere: packets are not even refused',
  breaks: 'other',
  drivers: ['compose'],
  title: 'The host of a replica is lost',
  done: 'The address of replica 2 disappears from the network: packets to it lead nowhere. It comes back later.',
  advice:
    'No answer comes, not even a refusal: without a short connect timeout each attempt waits for the operating system (three seconds and more).',
  balancerSettings: ['proxy_connect_timeout', ...ejection, ...retry],
  injected: 'address of replica 2 lost',
  healed: 'address of replica 2 back',
  inject: toEachArm((arm) => victimOf(arm).loseAddress()),
  heal: toEachArm((arm) => victimOf(arm).regainAddress()),
  expectations: [
    {
      contenders: [signatureOnly],
      outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed', 'failed'] },
      reason:
        'A new connection waits for the connect timeout and is then repeated, POST too. On a connection that was open the read timeout decides, and a POST gets 504.',
      source: `nginx, proxy_connect_timeout; ${nextUpstream}`,
    },
    {
      contenders: [failsClosed, pushedList],
      outcome: {
        users: ['served', 'slowed', 'failed'],
        redisFree: ['served', 'slowed', 'failed'],
      },
      reason:
        'As for tokens that ask no server, with a twist that was found by this lab: the lost host has lost Redis too. What was sent to it and not yet given up reaches it when it is back, before it has found back to Redis, and is answered 503.',
      source: retransmission,
    },
    {
      contenders: [askedListFailOpen],
      outcome: {
        users: ['served', 'slowed'],
        revoked: ['refused', 'accepted'],
        redisFree: ['served', 'slowed', 'failed'],
      },
      reason:
        'As for the others: what reaches the host when it is back, and before it has found back to Redis, is let in, revoked or not.',
      source: retransmission,
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['served', 'slowed', 'failed'] },
      reason: 'As for the others, on top of its own two of three refused.',
      source: nextUpstream,
    },
    {
      contenders: [pinnedUsers],
      outcome: {
        users: ['signed-out'],
        redisFree: ['served', 'slowed', 'failed'],
        lasting: [false, true],
      },
      reason:
        'Pinned users are sent to a replica that does not know them, until the host is back and the balancer asks it again, up to three seconds later.',
      source: oneProcess,
    },
  ],
};
