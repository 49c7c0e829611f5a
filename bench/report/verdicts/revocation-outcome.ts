import type { RevocationSummary } from '../../result/revocation.ts';
import type { Tone } from '../document.ts';

/**
 * How a revoked credential fared, best first. `until-expiry`: nothing but expiry was promised. `against-promise`: still
 * accepted when the watch ended, although an earlier end was promised.
 */
export const revocationOutcomes = [
  'at-once',
  'within-promise',
  'late',
  'until-expiry',
  'against-promise',
  'came-back',
] as const;
export type RevocationOutcome = (typeof revocationOutcomes)[number];

/** A promise longer than this is that of an expiry, not of a revocation that has to travel. */
const longestTravelMs = 10_000;

export function revocationOutcome(summary: RevocationSummary): RevocationOutcome {
  const { resurrections, censored, staleAccepts, boundMs } = summary;
  if (resurrections > 0) return 'came-back';
  if (censored > 0) return (boundMs ?? 0) > longestTravelMs ? 'until-expiry' : 'against-promise';
  if (staleAccepts === 0) return 'at-once';
  return boundMs !== null && !isBroken(summary, boundMs) ? 'within-promise' : 'late';
}

/**
 * A promise is broken by an accept that was sent after it had run out. An upper end beyond it says no more than that the
 * refusal was answered late. Results without the last accept are judged by the upper end.
 */
function isBroken(summary: RevocationSummary, boundMs: number): boolean {
  const { maxLowMs, resolutionMs } = summary;
  if (maxLowMs !== null) return maxLowMs > boundMs;
  return acceptedUpToMs(summary) > boundMs + (resolutionMs ?? 0);
}

/**
 * For how long at most anything revoked was accepted: the upper end of the longest trial in which something was. Not of
 * all trials, because where nothing was accepted an upper end says how late an answer came. Results that do not tell the
 * trials apart give the largest of all.
 */
export function acceptedUpToMs({ maxStaleMs, maxMs }: RevocationSummary): number {
  return maxStaleMs ?? maxMs ?? 0;
}

/** How the outcome is set wherever it is shown. */
export const revocationTones: Readonly<Record<RevocationOutcome, Tone>> = {
  'at-once': 'good',
  'within-promise': 'neutral',
  late: 'warn',
  'until-expiry': 'warn',
  'against-promise': 'bad',
  'came-back': 'bad',
};
