import { not, pinnedUsers, recordsInMemory, scatteredUsers } from '../contender-kinds.ts';
import { oneProcess } from '../expectation.ts';
import { ejection, type Fault } from '../fault.ts';
import { restartInEachArm, restartInTurn } from '../restart.ts';

export const fault: Fault = {
  name: 'rolling-restart',
  place: 50,
  summary: 'every replica in turn: drained, started, ready, then the next',
  breaks: 'replica',
  title: 'All replicas are restarted in turn',
  done: 'Each replica in turn: SIGTERM, wait until it is gone, start, wait until it is ready and until the balancer asks it again.',
  advice:
    'Wait longer than `fail_timeout` between two replicas, or two of three are left out at once. Readiness must wait for what the replica needs to decide (its copy of the denylist). Sessions in memory do not survive it in any order.',
  balancerSettings: ['upstream keepalive_timeout', ...ejection],
  injected: 'rolling restart begins',
  isInstant: true,
  injectionTakesMs: 9_000,
  restartsReplicas: true,
  inject: restartInEachArm(restartInTurn),
  expectations: [
    {
      contenders: [not(recordsInMemory)],
      outcome: { users: ['served', 'slowed'], redisFree: ['served', 'slowed'] },
      reason:
        'One replica at a time is away, drained; what decides about credentials is not in it. On one machine the replicas that start take processor time from those that serve.',
      source: 'Node.js, http.Server.close; nginx, upstream keepalive_timeout',
    },
    {
      contenders: [scatteredUsers],
      outcome: { redisFree: ['served', 'slowed'] },
      reason: 'Every replica forgets its users in turn, on top of its own two of three refused.',
      source: oneProcess,
    },
    {
      contenders: [pinnedUsers],
      outcome: { users: ['signed-out'], redisFree: ['served', 'slowed'], lasting: [true] },
      reason: 'Every replica forgets its users in turn.',
      source: oneProcess,
    },
  ],
};
