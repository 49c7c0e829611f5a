import { contenderNamed } from '../../../infra/contenders/contenders.ts';
import { boundMsOf, guaranteeOf } from '../../../infra/contenders/guarantee.ts';
import type { RevocationSummary, RevocationTrial } from '../../result/revocation.ts';
import { jwksMaxAgeMs } from './keys.ts';

/**
 * The bound that a contender guarantees for the action of these trials, and, where the action is an exception, why.
 * Null: it guarantees nothing, because it has nothing to revoke or its credentials do not say their end.
 */
export function guaranteeOfGroup(
  group: readonly RevocationTrial[],
): Pick<RevocationSummary, 'boundMs' | 'boundBecause'> {
  const [first] = group;
  if (first === undefined) return { boundMs: null, boundBecause: null };
  if (first.action === 'key-withdrawn') {
    const boundBecause = 'a key set is believed for its whole age, here shortened';
    return { boundMs: jwksMaxAgeMs, boundBecause };
  }
  const contender = contenderNamed(first.contender);
  const { revocation, because } = guaranteeOf(contender.guarantee, first.action);
  return { boundMs: boundMsOf(contender, revocation, longestLifeMs(group)), boundBecause: because };
}

function longestLifeMs(group: readonly RevocationTrial[]): number | null {
  const lives = group.flatMap(({ expiresInMs }) => expiresInMs ?? []);
  return lives.length === 0 ? null : Math.max(...lives);
}
