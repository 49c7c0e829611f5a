import { not, scatteredUsers } from '../contender-kinds.ts';
import { type Fault, healNothing, toEachArm } from '../fault.ts';
import { sendWrongLogins } from '../wrong-logins.ts';

const storm = { perSecond: 50, forMs: 4_000 };
const source =
  'Node documentation, crypto.scrypt and "Using libuv\'s threadpool"; RFC 6585 section 4';

export const fault: Fault = {
  name: 'login-storm',
  place: 220,
  summary: 'fifty wrong passwords a second for the account of a person, at each contender',
  breaks: 'other',
  needs: 'shared',
  title: 'Somebody guesses passwords',
  done: `${storm.perSecond} logins a second with a wrong password for alice, through nginx, for ${storm.forMs / 1_000} seconds.`,
  advice:
    'Bound the slow hashes that a replica runs at the same time, let a few logins wait, and refuse the next one at once with 429. A wait that reaches the read timeout of the balancer takes the replica out for everybody.',
  balancerSettings: ['proxy_read_timeout', 'server fail_timeout'],
  otherSettings: { 'app: PASSWORD_HASHES_AT_ONCE': '1', 'app: PASSWORD_HASHES_WAITING': '2' },
  isInstant: true,
  injectionTakesMs: storm.forMs,
  injected: 'wrong logins begin',
  healed: null,
  inject: toEachArm(({ url }) => sendWrongLogins(url, storm)),
  heal: healNothing,
  expectations: [
    {
      contenders: [not(scatteredUsers)],
      outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed'] },
      reason:
        'A replica runs one hash at a time, so a signature always finds a free thread. The hashes of all contenders share the processors of this machine, so answers may be late.',
      source,
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['served', 'slowed'] },
      reason: 'As for the others, on top of its own two of three refused.',
      source,
    },
  ],
};
