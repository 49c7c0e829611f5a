import type { Result } from '../../result/result.ts';
import type { ActionName, RevocationSummary } from '../../result/revocation.ts';
import { lifeOf } from '../evidence/staleness.ts';
import { atMost, count, counted, milliseconds } from '../format.ts';
import { acceptedUpToMs, revocationOutcome, revocationTones } from '../verdicts/revocation.ts';
import { undoneLogouts } from '../verdicts/revocation-proofs.ts';
import { notTried, type Said, said } from './answer.ts';

/** How long what this action revoked was still accepted anywhere, and whether it came back. */
export function revocationCell(
  { revocation }: Result,
  contender: string,
  action: Extract<ActionName, 'logout' | 'demoted'>,
): Said {
  const row = revocation?.summary.find(
    (each) => each.contender === contender && each.action === action,
  );
  if (row === undefined || row.trials === 0) return notTried;
  const undone = undoneLogouts(revocation?.races ?? [], row);
  if (undone !== null) {
    return said('bad', [`back in ${undone}`, undone], ['races', 'revocation']);
  }
  const evidence = [`ecdf-${action}`, 'revocation'];
  return said(revocationTones[revocationOutcome(row)], wordsOf(row), evidence);
}

function wordsOf(row: RevocationSummary): readonly [text: string, short: string] {
  const { trials, staleTrials, resurrections, boundMs } = row;
  switch (revocationOutcome(row)) {
    case 'at-once':
      return [`none in ${count(trials)}`, 'none'];
    case 'late':
    case 'within-promise': {
      const timeMs = acceptedUpToMs(row);
      const time = milliseconds(timeMs);
      const inTrials = staleTrials === null ? '' : ` in ${staleTrials} of ${trials}`;
      return [`${time}${inTrials}`, timeMs < secondMs ? `${Math.round(timeMs)} ms` : time];
    }
    case 'until-expiry':
      return [`${expiryOf(boundMs)}, until expiry`, shortLife(boundMs)];
    case 'against-promise':
      return ['to the end of the watch', 'to the end'];
    case 'came-back':
      return [`came back ${counted(resurrections, 'time')}`, `${count(resurrections)} back`];
  }
}

function expiryOf(boundMs: number | null): string {
  return atMost(lifeOf(boundMs) ?? 0);
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** The life of a credential in few characters: `65 s`, `15 min`, `8 h`. */
function shortLife(boundMs: number | null): string {
  const lifeMs = lifeOf(boundMs) ?? 0;
  if (lifeMs < 2 * minuteMs) return `${Math.round(lifeMs / secondMs)} s`;
  if (lifeMs < 120 * minuteMs) return `${Math.round(lifeMs / minuteMs)} min`;
  return `${Math.round(lifeMs / (60 * minuteMs))} h`;
}
