import { min } from 'd3-array';
import type { LookupResult, RttSweep } from '../../result/lookup.ts';
import type { Result } from '../../result.ts';
import type { Verdict } from '../document.ts';
import { decimal, enumerate, figure, milliseconds, name } from '../format.ts';
import { supported } from './evidence-line.ts';

/** Slopes further than this from a whole number of round trips contradict the ledger. */
const slopeTolerance = 0.15;

export function slopeAgrees({ slope, expected }: RttSweep): boolean {
  return Math.abs(slope - expected) <= slopeTolerance;
}

export type Crossover =
  | { readonly kind: 'none' }
  | { readonly kind: 'below'; readonly shortestMs: number }
  | { readonly kind: 'at'; readonly roundTripMs: number; readonly measured: boolean };

/**
 * The round trip to Redis from which `signature`, which does not ask Redis, answers sooner than `lookup`: where
 * their fitted lines cross. `below` when that is shorter than any round trip measured.
 */
export function crossoverOf(lookup: RttSweep, signature: RttSweep): Crossover {
  const steeper = lookup.slope - signature.slope;
  if (steeper <= slopeTolerance) return { kind: 'none' };
  const roundTripMs = (signature.interceptMs - lookup.interceptMs) / steeper;
  const shortestMs = min(lookup.points, (point) => point.roundTripMs) ?? 0;
  const longestMs = Math.max(...lookup.points.map((point) => point.roundTripMs));
  if (roundTripMs <= shortestMs) return { kind: 'below', shortestMs };
  return { kind: 'at', roundTripMs, measured: roundTripMs <= longestMs };
}

/** What the counters and the slopes say about round trips: the part of the cost that no machine can argue away. */
export function roundTripVerdicts(result: Result): Verdict[] {
  const { lookup } = result;
  if (lookup === null) return [];
  return [ledgerVerdict(result, lookup), ...sweepVerdicts(result, lookup)].filter(
    (verdict) => verdict !== null,
  );
}

function ledgerVerdict(result: Result, { ledger }: LookupResult): Verdict | null {
  const asking = ledger.filter((row) => row.contender !== 'floor');
  if (asking.length === 0) return null;
  const parts = asking.map(
    (row) => `${name(row.contender)} ${decimal(row.redisRoundTripsPerRequest)}`,
  );
  return supported(result, 'lookup', {
    tone: 'neutral',
    headline: `Round trips to Redis on each request: ${enumerate(parts)}`,
    evidence: [
      `counted by Redis, not timed, in ${figure(min(asking, (row) => row.requests))} requests or more of each, one at a time`,
    ],
  });
}

/** A lookup against a signature; a contender that does both can never be the quicker one. */
function sweepVerdicts(result: Result, { rttSweep }: LookupResult): Verdict[] {
  const signing = new Set(
    result.contenders.filter(({ app }) => app === 'tokens').map(({ contender }) => contender),
  );
  const signature = rttSweep.find((sweep) => sweep.contender === 'tokens-stateless');
  if (signature === undefined) return [];
  return rttSweep
    .filter((sweep) => sweep.expected > 0 && !signing.has(sweep.contender))
    .map((sweep) =>
      supported(result, 'lookup', {
        tone: 'neutral',
        headline: crossoverSentence(
          sweep.contender,
          signature.contender,
          crossoverOf(sweep, signature),
        ),
        evidence: [
          `where the fitted lines cross, ${sweep.points.length} and ${signature.points.length} points; slopes ${sweep.slope.toFixed(2)} and ${signature.slope.toFixed(2)} ms per ms of round trip`,
        ],
      }),
    );
}

export function crossoverSentence(lookup: string, signature: string, crossover: Crossover): string {
  const a = name(signature);
  const b = name(lookup);
  switch (crossover.kind) {
    case 'none':
      return `No round trip to Redis makes ${a} answer sooner than ${b}: their lines do not part`;
    case 'below':
      return `${a} answered sooner than ${b} at every round trip measured, ${milliseconds(crossover.shortestMs)} and up`;
    case 'at':
      return crossover.measured
        ? `${a} answers sooner than ${b} once a round trip to Redis takes longer than ${milliseconds(crossover.roundTripMs)}`
        : `${b} answered sooner than ${a} at every round trip measured`;
  }
  return crossover satisfies never;
}
