import { not, scatteredUsers } from '../contender-kinds.ts';
import { type Fault, healNothing } from '../fault.ts';

const reason =
  'Connections of clients that the old worker held are closed; a request that was just being sent on one is lost.';
const source = 'nginx, control: SIGHUP; RFC 9112 section 9.6 (a client must expect the close)';

export const fault: Fault = {
  name: 'balancer-reloaded',
  place: 190,
  summary: 'nginx reads its configuration again: new workers, old ones finish',
  breaks: 'other',
  needs: 'shared',
  title: 'nginx is reloaded',
  done: 'SIGHUP to nginx: new workers take over, the old ones finish what they have and close idle connections of clients.',
  advice:
    'A client that keeps connections open must be ready to repeat a request whose connection was closed under it. Round robin and the record of failures begin anew.',
  balancerSettings: ['worker_processes', 'keepalive_timeout'],
  injected: 'nginx reloaded',
  healed: null,
  isInstant: true,
  inject: ({ stack }) => stack.balancer.reload(),
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
