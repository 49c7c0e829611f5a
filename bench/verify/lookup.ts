import { takesPart } from '../../infra/contenders/contenders.ts';
import { compareArms } from '../experiments/lookup/compare.ts';
import { costsOf } from '../experiments/lookup/costs.ts';
import { cachedArm, curveOf, referenceArm } from '../experiments/lookup/first-seen-curve.ts';
import { climb } from '../experiments/lookup/ladder/climb.ts';
import { sweptArms } from '../experiments/lookup/round-trips/measure.ts';
import { crossoversOf, fitSweep } from '../experiments/lookup/round-trips.ts';
import { surfaceArms } from '../experiments/lookup/surface.ts';
import { changesOf, rowsOf } from '../experiments/lookup/surface-rows.ts';
import { type HeadlineMetric, headlineOf } from '../result/headline.ts';
import type { LookupResult } from '../result/lookup.ts';
import type { Result } from '../result/result.ts';
import { lookupTrialParts } from './lookup-trials.ts';
import type { Part } from './part.ts';
import { sweepParts } from './sweeps.ts';

/** Costs, ratios, ladder, surface, round trips and sweeps, computed again as the run computed them. */
export function lookupParts({ lookup, config, contenders }: Result): Part[] {
  if (lookup === null) return [];
  const names = contenders.map(({ contender }) => contender);
  const sweeps = lookup.sweeps === null ? [] : sweepParts(lookup.sweeps);
  const inTrials = lookupTrialParts(lookup, config.plan);
  if (lookup.trials.length === 0) return [...inTrials, ...sweeps];
  return [
    ...inTrials,
    ...comparisonParts(lookup),
    ...roundTripParts(lookup, names, config.plan['lookup.rttVariants']),
    ...presenceParts(lookup, names, config.plan),
    ...surfaceParts(lookup, names),
    ...firstSeenParts(lookup),
    ...ledgerParts(lookup),
    ...sweeps,
  ];
}

function comparisonParts({ trials, paced, costs, comparisons, ladder }: LookupResult): Part[] {
  const { rungs, sums } = climb(trials, ladder?.trials ?? []);
  return [
    { place: ['lookup', 'costs'], kept: costs, again: costsOf(trials), holds: 'whole' },
    {
      place: ['lookup', 'comparisons'],
      kept: comparisons,
      again: compareArms(trials, paced, earlierHeadline(costs, comparisons)),
      holds: 'whole',
    },
    {
      place: ['lookup', 'ladder', 'rungs'],
      kept: ladder?.rungs ?? null,
      again: rungs,
      holds: 'whole',
    },
    {
      place: ['lookup', 'ladder', 'sums'],
      kept: ladder?.sums ?? null,
      again: sums,
      holds: 'whole',
    },
  ];
}

/** An earlier version had no cost of the whole path in its files, and compared by replica CPU in any run. */
function earlierHeadline(
  costs: LookupResult['costs'],
  comparisons: LookupResult['comparisons'],
): HeadlineMetric | undefined {
  const isEarlier = costs.every((cost) => cost.wholePathCpuUsPerRequest === undefined);
  return isEarlier ? headlineOf({ comparisons }) : undefined;
}

function roundTripParts(
  { rttSweep, crossovers }: LookupResult,
  names: readonly string[],
  variants: number | string | undefined,
): Part[] {
  const swept = sweptArms(
    names.filter((name) => takesPart(name, 'lookup')),
    typeof variants === 'number' ? variants : undefined,
  );
  const again = fitSweep(
    swept,
    rttSweep.flatMap(({ points }) => points),
  );
  return [
    {
      place: ['lookup', 'rttSweep'],
      kept: rttSweep,
      again: again.map(({ points, ...line }) => line),
      holds: 'some',
    },
    {
      place: ['lookup', 'crossovers'],
      kept: crossovers,
      again: crossoversOf(again),
      holds: 'whole',
    },
  ];
}

/** The parts that a run has where its plan has blocks for them and it has their contenders. */
function presenceParts(
  { surface, firstSeen }: LookupResult,
  names: readonly string[],
  plan: Result['config']['plan'],
): Part[] {
  const isPlanned = (blocks: string) => Number(plan[`lookup.${blocks}`] ?? 0) > 0;
  const hasBoth = [cachedArm, referenceArm].every((arm) => names.includes(arm));
  return [
    {
      place: ['lookup.surface: whether the run has one'],
      kept: surface !== null,
      again: isPlanned('surfaceBlocks') && surfaceArms(names).length > 0,
      holds: 'rule',
    },
    {
      place: ['lookup.firstSeen: whether the run has one'],
      kept: firstSeen !== null,
      again: isPlanned('firstSeenBlocks') && hasBoth,
      holds: 'rule',
    },
  ];
}

function surfaceParts({ surface }: LookupResult, names: readonly string[]): Part[] {
  if (surface === null) return [];
  const arms = surfaceArms(names);
  const { rows, changes } = surface;
  return [
    {
      place: ['lookup', 'surface', 'rows'],
      kept: rows,
      again: rowsOf(arms, surface.trials),
      holds: 'whole',
    },
    {
      place: ['lookup', 'surface', 'changes'],
      kept: changes,
      again: changesOf(arms, surface.trials),
      holds: 'whole',
    },
  ];
}

function firstSeenParts({ firstSeen }: LookupResult): Part[] {
  if (firstSeen === null) return [];
  const { trials, ...kept } = firstSeen;
  const again = { contender: cachedArm, reference: referenceArm, ...curveOf(trials) };
  return [{ place: ['lookup', 'firstSeen'], kept, again, holds: 'whole' }];
}

/** The sum of the commands; what Redis counted of each of them is taken as given. */
function ledgerParts({ ledger }: LookupResult): Part[] {
  const again = ledger.map(({ commands }) => ({
    redisCommandsPerRequest: Object.values(commands).reduce((sum, calls) => sum + calls, 0),
  }));
  return [{ place: ['lookup', 'ledger'], kept: ledger, again, holds: 'some' }];
}
