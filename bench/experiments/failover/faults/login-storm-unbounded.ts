import { sendWrongLogins } from '../../../load/wrong-logins.ts';
import { not, scatteredUsers } from '../contender-kinds.ts';
import { oneProcess } from '../expectation.ts';
import { type Fault, toEachArmInTurn } from '../fault.ts';
import { restartAll, restartAsPlanned } from '../restart.ts';

const storm = { ratePerSecond: 50, durationMs: 2_000 };

export const fault: Fault = {
  name: 'login-storm-unbounded',
  place: 230,
  summary: 'the same storm of wrong passwords, at replicas that check as many at a time as arrive',
  breaks: 'other',
  title: 'Wrong passwords, and no limit on how many are checked at a time',
  done: `All replicas hash passwords without a limit, on the threads that Node shares; then ${storm.ratePerSecond} logins a second with a wrong password through the balancer, for ${storm.durationMs / 1000} s at each contender in turn.`,
  advice:
    'This is a trap. The hashes fill the thread pool, and WebCrypto, with which jose checks a signature, waits behind them: token users fail first. Logins then run into the read timeout of the balancer, which takes every replica out of rotation, and session users fail too.',
  balancerSettings: ['proxy_read_timeout', 'server max_fails', 'server fail_timeout'],
  otherSettings: { 'app: PASSWORD_HASHES_AT_ONCE': '0 (elsewhere 1)' },
  injected: 'the storm begins',
  isInstant: true,
  injectionTakesMs: 40_000,
  prepare: restartAll(() => ({ PASSWORD_HASHES_AT_ONCE: '0' })),
  inject: toEachArmInTurn(async (arm, { note }) =>
    note(arm, await sendWrongLogins(arm.url, storm)),
  ),
  cleanUp: restartAsPlanned,
  expectations: [
    {
      contenders: [not(scatteredUsers)],
      outcome: {
        users: ['served', 'slowed', 'failed'],
        redisFree: ['served', 'slowed', 'failed'],
      },
      reason:
        'How long a request waits depends on how many hashes a processor can finish: on a slow machine users fail, on a fast one they are slowed.',
      source: 'Node.js, libuv thread pool; nginx: proxy_read_timeout, max_fails',
    },
    {
      contenders: [scatteredUsers],
      outcome: {
        users: ['signed-out', 'failed'],
        redisFree: ['served', 'slowed', 'failed'],
      },
      reason: 'As for the others, on top of its own two of three refused.',
      source: oneProcess,
    },
  ],
};
