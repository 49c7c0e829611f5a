import type { ExpectedOutcome } from '../../../result/failover-cell.ts';
import { signatureTokens } from './expectation.ts';

/** What contenders do without any fault; a row of the matrix says what differs from it. */
export function asBefore(contender: string): ExpectedOutcome {
  const well: ExpectedOutcome = {
    users: ['served'],
    revoked: ['refused'],
    redisFree: ['served'],
    lasting: [false],
  };
  // Round robin asks a replica that has never seen the user two times of three.
  if (contender === 'sessions-memory') return { ...well, users: ['signed-out'], lasting: [true] };
  // Nothing is ever taken back: a revoked token works until it expires, which is after the watch.
  if (signatureTokens.includes(contender))
    return { ...well, revoked: ['accepted'], lasting: [true] };
  return well;
}
