import { not, scatteredUsers } from '../contender-kinds.ts';
import { type Fault, healNothing } from '../fault.ts';

const reason =
  'Connections of clients that the old worker held are closed; a request that was just being sent on one is lost.';
const source = 'nginx, control: SIGHUP; RFC 9112 section 9.6 (a client must expect the close)';

export const fault: Fault = {
  name: 'balancer-worker-killed',
  place: 200,
  summary: 'SIGKILL to one nginx worker',
  breaks: 'other',
  needs: 'shared',
  title: 'A worker of nginx is killed',
  done: 'SIGKILL to one of the workers of nginx; the master starts another at once.',
  advice:
    'Only what was in flight on that worker is lost. With a shared `zone` the others keep knowing which replica is down.',
  balancerSettings: ['worker_processes', 'upstream zone'],
  injected: 'one worker of nginx killed',
  healed: null,
  isInstant: true,
  inject: ({ stack }) => stack.balancer.killWorker(),
  heal: healNothing,
  expectations: [
    {
      contenders: [not(scatteredUsers)],
      outcome: { users: ['served', 'failed'], redisFree: ['served', 'failed'] },
      reason,
      source,
    },
    { contenders: [scatteredUsers], outcome: { redisFree: ['served', 'failed'] }, reason, source },
  ],
};
