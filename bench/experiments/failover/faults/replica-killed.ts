import { not, pinnedUsers } from '../contender-kinds.ts';
import { sessionsEndWithTheReplica } from '../expectation.ts';
import { ejection, type Fault, retry, toEachArm, victimOf } from '../fault.ts';
import { startVictims } from '../restart.ts';

export const fault: Fault = {
  name: 'replica-killed',
  place: 10,
  summary: 'SIGKILL to one replica that has nothing to do',
  breaks: 'replica',
  title: 'An idle replica is killed',
  done: 'SIGKILL to replica 2 in a moment in which no request is under way; its address stays, so connections are refused. It is started again later.',
  advice:
    'A refused connection is safe to repeat, also for POST: let the balancer try another replica, and share its state between workers (`zone`) so that only one request pays. Keep credentials out of the memory of a replica.',
  balancerSettings: [...ejection, ...retry, 'upstream zone'],
  injected: 'replica 2 killed',
  healed: 'replica 2 started again',
  restartsReplicas: true,
  inject: ({ arms, quiet }) =>
    toEachArm(async (arm) => {
      await quiet(arm);
      await victimOf(arm).kill();
    })({ arms }),
  heal: startVictims,
  expectations: [
    {
      contenders: [not(pinnedUsers)],
      outcome: {},
      reason:
        'A refused connection is repeated on another replica, and what that one needs is not in the dead one.',
      source: 'nginx, ngx_http_proxy_module: proxy_next_upstream',
    },
    sessionsEndWithTheReplica,
  ],
};
