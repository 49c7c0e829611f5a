import { contenderNamed } from '../../contenders.ts';
import { promiseOf } from '../../promise.ts';
import type { RevocationSummary, RevocationTrial } from '../../result/revocation.ts';
import { jwksMaxAgeMs } from './keys.ts';

/** The replicas' default CLOCK_TOLERANCE_SECONDS: what may be added to an expiry. */
const clockToleranceMs = 5000;

/** The replicas' default STALENESS_BOUND_MS: an older copy is not believed. */
const stalenessBoundMs = 2000;

/** A session is prolonged by each request that it accepts, so only its absolute end counts: 8 hours in the apps. */
const sessionLifeMs = 8 * 60 * 60 * 1000;

/**
 * What a contender promises of an action, from what its mechanism can do, and where that is less than it does for a
 * logout, why. Null: it promises nothing, because it has nothing to revoke or its credentials do not say their end.
 */
export function promiseOfGroup(
  group: readonly RevocationTrial[],
): Pick<RevocationSummary, 'boundMs' | 'boundBecause'> {
  const [first] = group;
  if (first === undefined) return { boundMs: null, boundBecause: null };
  if (first.action === 'key-withdrawn') {
    const boundBecause = 'a key set is believed for its whole age, here shortened';
    return { boundMs: jwksMaxAgeMs, boundBecause };
  }
  const contender = contenderNamed(first.contender);
  const { revocation, because } = promiseOf(contender, first.action);
  const boundsMs = {
    none: () => null,
    'next-request': () => 0,
    pushed: () => stalenessBoundMs,
    expiry: () => (contender.app === 'sessions' ? sessionLifeMs : longestLifeMs(group)),
  };
  return { boundMs: boundsMs[revocation](), boundBecause: because };
}

function longestLifeMs(group: readonly RevocationTrial[]): number | null {
  const lives = group.flatMap(({ expiresInMs }) => expiresInMs ?? []);
  return lives.length === 0 ? null : Math.max(...lives) + clockToleranceMs;
}
