import { sendWrongLogins } from '../../../load/wrong-logins.ts';
import { not, scatteredUsers } from '../contender-kinds.ts';
import { oneProcess } from '../expectation.ts';
import { type Fault, toEachArmInTurn } from '../fault.ts';

const storm = { ratePerSecond: 50, durationMs: 2_000 };

export const fault: Fault = {
  name: 'login-storm',
  place: 220,
  summary:
    'fifty wrong passwords a second arrive at one contender after the other, for two seconds',
  breaks: 'other',
  title: 'Wrong passwords arrive faster than they can be checked',
  done: `${storm.ratePerSecond} logins a second with a wrong password through the balancer, for ${storm.durationMs / 1000} s at each contender in turn. A replica checks one password at a time, on a thread of lower priority; two wait, and one more is answered 429.`,
  advice:
    'A slow password hash is work that anybody can order. Bound the hashes that run at the same time, let few wait, and refuse the others at once with 429 and Retry-After, well before the balancer gives up on the replica.',
  balancerSettings: ['proxy_read_timeout', 'server max_fails', 'server fail_timeout'],
  otherSettings: { 'app: PASSWORD_HASHES_AT_ONCE': '1', 'app: PASSWORD_HASHES_WAITING': '2' },
  injected: 'the storm begins',
  isInstant: true,
  injectionTakesMs: 22_000,
  inject: toEachArmInTurn(async (arm, { note }) =>
    note(arm, await sendWrongLogins(arm.url, storm)),
  ),
  expectations: [
    {
      contenders: [not(scatteredUsers)],
      outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed'] },
      reason:
        'The hashes take processor time, and never more than one thread of a replica. Signatures and lookups go on beside them.',
      source: 'Node.js, libuv thread pool: scrypt and WebCrypto share four threads',
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['served', 'slowed'] },
      reason: 'As for the others, on top of its own two of three refused.',
      source: oneProcess,
    },
  ],
};
