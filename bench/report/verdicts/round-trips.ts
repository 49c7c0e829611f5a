import { group, min } from 'd3-array';
import type { Crossover, LookupResult, RttSweep } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { Verdict } from '../document.ts';
import { costName } from '../evidence/configuration.ts';
import { supported } from '../evidence/trust.ts';
import { contenderNames, counted, decimal, milliseconds, slopeText } from '../format.ts';
import { namedOrCounted } from './subject.ts';

/** Slopes further than this from a whole number of round trips contradict the ledger. */
const slopeTolerance = 0.15;

export function slopeAgrees({ slope, expected }: RttSweep): boolean {
  return Math.abs(slope - expected) <= slopeTolerance;
}

/** What the counters and the slopes show about round trips, which are the same on every machine. */
export function roundTripVerdicts(result: Result): Verdict[] {
  const { lookup } = result;
  if (lookup === null) return [];
  return [...ledgerVerdicts(result, lookup), ...crossoverVerdicts(result, lookup)];
}

/** One verdict for each number of round trips, the most first. `floor` asks for nothing and is not counted. */
function ledgerVerdicts(result: Result, { ledger, rttSweep }: LookupResult): Verdict[] {
  const asking = ledger.filter((row) => row.contender !== 'floor');
  const numberOf = (row: LookupResult['ledger'][number]) => decimal(row.redisRoundTripsPerRequest);
  const byNumber = group(asking, numberOf);
  const mostFirst = [...byNumber].sort(
    ([, [one]], [, [other]]) =>
      (other?.redisRoundTripsPerRequest ?? 0) - (one?.redisRoundTripsPerRequest ?? 0),
  );
  return mostFirst.map(([number, alike]) => {
    // The slope of `floor` stands beside those of the others that ask nothing.
    const members = ledger.filter((row) => numberOf(row) === number);
    const own = rttSweep.filter(
      ({ arm, contender }) =>
        arm === contender && members.some((row) => row.contender === contender),
    );
    return supported(result, 'lookup', {
      tone: own.every(slopeAgrees) ? 'neutral' : 'warn',
      headline: `On each request ${namedOrCounted(alike, asking)} ${alike.length === 1 ? 'makes' : 'make'} ${number} ${number === '1' ? 'round trip' : 'round trips'} to Redis`,
      evidence: [countedIn(alike), ...fittedSlopes(own)],
    });
  });
}

function countedIn(alike: LookupResult['ledger']): string {
  const fewest = min(alike, (row) => row.requests) ?? 0;
  const orMore = alike.some((row) => row.requests > fewest) ? ' or more' : '';
  const ofEach = alike.length > 1 ? ' of each' : '';
  return `${contenderNames(alike)}: counted by Redis, not timed, in ${counted(fewest, 'request')}${orMore}${ofEach}, one at a time`;
}

function fittedSlopes(sweeps: readonly RttSweep[]): string[] {
  if (sweeps.length === 0) return [];
  const slopes = sweeps.map((sweep) => `${sweep.contender} ${slopeText(sweep.slope)}`);
  return [
    `request time per unit of round trip, fitted: ${slopes.join(', ')}; ${sweeps.every(slopeAgrees) ? 'it agrees' : 'it does not agree'}`,
  ];
}

/** The verdict is about the documented session store and a bare signature; the table holds every other pair. */
function crossoverVerdicts(result: Result, { crossovers, rttSweep }: LookupResult): Verdict[] {
  const points = (arm: string) => rttSweep.find((sweep) => sweep.arm === arm)?.points.length ?? 0;
  return crossovers
    .filter(({ lookup, signature }) => lookup === 'sessions' && signature === 'tokens-stateless')
    .map((crossover) =>
      supported(result, 'lookup', {
        tone: isPlaced(crossover) ? 'neutral' : 'warn',
        headline: crossoverSentence(crossover),
        evidence: [
          `where the fitted lines cross, ${points(crossover.lookup)} and ${points(crossover.signature)} points, round trips from ${milliseconds(crossover.measuredFromMs)} to ${milliseconds(crossover.measuredToMs)}${crossoverInterval(crossover)}`,
          ...(crossover.kind === 'below-range' ? ['a nearer Redis may turn the order round'] : []),
        ],
      }),
    );
}

/** Whether the interval of a crossing is worth a figure: it has both ends, within what was measured. */
function isPlaced({ kind, lowMs, highMs, measuredToMs }: Crossover): boolean {
  if (kind === 'too-few-blocks') return false;
  return (
    kind !== 'at' || (lowMs !== null && highMs !== null && lowMs > 0 && highMs <= measuredToMs)
  );
}

function crossoverInterval({ lowMs, highMs }: Crossover): string {
  if (lowMs === null && highMs === null) return '';
  return `, 95\u00a0% interval ${milliseconds(lowMs)} to ${milliseconds(highMs)}`;
}

export function crossoverSentence(crossover: Crossover): string {
  const a = costName(crossover.signature);
  const b = costName(crossover.lookup);
  switch (crossover.kind) {
    case 'at':
      if (!isPlaced(crossover)) {
        return `From some round trip to Redis on ${a} answers sooner than ${b}; this run cannot place it`;
      }
      return `${a} answers sooner than ${b} once a round trip to Redis takes longer than ${milliseconds(crossover.roundTripMs)}`;
    case 'below-range':
      return `${a} answered sooner than ${b} at every round trip measured behind the link proxy, ${milliseconds(crossover.measuredFromMs)} and up`;
    case 'above-range':
      return `${b} answered sooner than ${a} at every round trip measured behind the link proxy, up to ${milliseconds(crossover.measuredToMs)}`;
    case 'parallel':
      return `No round trip to Redis decides between ${a} and ${b}: their lines do not part`;
    case 'too-few-blocks':
      return `This run cannot say from which round trip on ${a} answers sooner than ${b}`;
  }
}
