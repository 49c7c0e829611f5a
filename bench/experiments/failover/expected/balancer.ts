import { allBut, type Expectation } from './expectation.ts';

const faults = ['balancer-reloaded', 'balancer-worker-killed'];
const reason =
  'Connections of clients that the old worker held are closed; a request that was just being sent on one is lost.';
const source = 'nginx, control: SIGHUP; RFC 9112 section 9.6 (a client must expect the close)';

export const balancerExpectations: readonly Expectation[] = [
  {
    faults,
    contenders: allBut('sessions-memory'),
    outcome: { users: ['served', 'failed'], redisFree: ['served', 'failed'] },
    reason,
    source,
  },
  {
    faults,
    contenders: ['sessions-memory'],
    outcome: { redisFree: ['served', 'failed'] },
    reason,
    source,
  },
];
