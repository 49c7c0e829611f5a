import { not, pinnedUsers } from '../contender-kinds.ts';
import { sessionsEndWithTheReplica } from '../expectation.ts';
import { type Fault, retry, toEachArm, victimOf } from '../fault.ts';
import { startVictims } from '../restart.ts';

export const fault: Fault = {
  name: 'replica-drained',
  place: 40,
  summary: 'SIGTERM to one replica: it finishes what it has and goes',
  breaks: 'replica',
  title: 'A replica is drained',
  done: 'SIGTERM to replica 2: it stops listening, finishes what is in flight, asks for its connections back, exits. It is started again later.',
  advice:
    'Stop listening first, serve what is open, answer `Connection: close`, and let the balancer close idle connections before the app does (upstream `keepalive_timeout` below the time the app waits).',
  balancerSettings: ['upstream keepalive_timeout', ...retry],
  otherSettings: { 'app: keepAliveTimeout': '120 s', 'app: DRAIN_DEADLINE_MS': '10000' },
  injected: 'replica 2 drained',
  healed: 'replica 2 started again',
  restartsReplicas: true,
  inject: toEachArm((arm) => victimOf(arm).drain()),
  heal: startVictims,
  expectations: [
    {
      contenders: [not(pinnedUsers)],
      outcome: {},
      reason:
        'A draining replica finishes what it has and refuses the rest, which is repeated elsewhere.',
      source: 'Node.js, http.Server.close; nginx, upstream keepalive_timeout',
    },
    sessionsEndWithTheReplica,
  ],
};
