import { pinnedUsers, scatteredUsers } from '../contender-kinds.ts';
import { type Fault, healNothing, toEachArm } from '../fault.ts';
import { createStarter, restartAll, restartAsPlanned } from '../restart.ts';
import { sendWrongLogins } from '../wrong-logins.ts';

const storm = { perSecond: 50, forMs: 4_000 };
const source =
  'nginx: proxy_read_timeout, max_fails; Node documentation, "Using libuv\'s threadpool"';

export const fault: Fault = {
  name: 'login-storm-unbounded',
  place: 230,
  summary: 'fifty wrong passwords a second, at replicas that run any number of hashes at once',
  breaks: 'other',
  needs: 'shared',
  title: 'Somebody guesses passwords, and hashes have no bound',
  done: `All replicas run without a bound on slow hashes; then ${storm.perSecond} logins a second with a wrong password for alice, for ${storm.forMs / 1_000} seconds.`,
  advice:
    'This is a trap, and it is the default of every framework. Four hashes fill the threads of libuv, on which jose checks signatures too, so token users wait first. Logins that reach the read timeout make the balancer give up on every replica, and then all users fail.',
  balancerSettings: ['proxy_read_timeout', 'server fail_timeout'],
  otherSettings: { 'app: PASSWORD_HASHES_AT_ONCE': '0 (elsewhere 1)' },
  isInstant: true,
  injectionTakesMs: storm.forMs,
  injected: 'wrong logins begin',
  healed: null,
  prepare: async (target) => {
    const start = createStarter();
    const unbounded = { PASSWORD_HASHES_AT_ONCE: '0' };
    await toEachArm((arm) => restartAll(arm, start, unbounded))(target);
  },
  inject: toEachArm(({ url }) => sendWrongLogins(url, storm)),
  heal: healNothing,
  cleanUp: restartAsPlanned,
  restartsReplicas: true,
  expectations: [
    {
      contenders: [(contender) => !scatteredUsers(contender) && !pinnedUsers(contender)],
      outcome: {
        users: ['slowed', 'failed'],
        redisFree: ['slowed', 'failed'],
      },
      reason:
        'Hashes fill the threads on which signatures are checked, and logins that run into the read timeout make the balancer give up on every replica.',
      source,
    },
    {
      contenders: [pinnedUsers],
      outcome: {
        users: ['slowed', 'failed', 'signed-out'],
        redisFree: ['slowed', 'failed'],
        lasting: [true, false],
      },
      reason:
        'As for the others; and a replica that is given up loses its users to one that does not know them.',
      source,
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['slowed', 'failed'] },
      reason: 'As for the others, on top of its own two of three refused.',
      source,
    },
  ],
};
