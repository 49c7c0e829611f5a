import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { LookupResult, PacedTrial } from '../result/lookup.ts';
import type { LookupTrial } from '../result/lookup-trial.ts';
import type { Result } from '../result/result.ts';
import { carries, percentileOf, quantileOf } from '../stats/percentile.ts';
import type { Part, Place } from './part.ts';

type Plan = Result['config']['plan'];

/** What the values of one trial say of each other, and how many trials the plan of the run makes. */
export function lookupTrialParts(lookup: LookupResult, plan: Plan): Part[] {
  const { trials, paced, ladder, surface, firstSeen, sweeps } = lookup;
  const limit = Number(plan['lookup.othersInvalidFrom'] ?? Number.POSITIVE_INFINITY);
  const windows = [
    { place: ['lookup', 'trials'], trials },
    { place: ['lookup', 'ladder', 'trials'], trials: ladder?.trials ?? [] },
    { place: ['lookup', 'surface', 'trials'], trials: surface?.trials ?? [] },
    { place: ['lookup', 'firstSeen', 'trials'], trials: firstSeen?.trials ?? [] },
    { place: ['lookup', 'sweeps', 'trials'], trials: sweeps?.trials ?? [] },
  ];
  return [
    ...windows.flatMap((each) =>
      each.trials.map((trial, index) => trialPart([...each.place, index], trial, limit)),
    ),
    ...paced.map((trial, index) => pacedPart(['lookup', 'paced', index], trial)),
    ...placesInBlocks('lookup.trials', [...trials, ...(ladder?.trials ?? [])]),
    ...placesInBlocks('lookup.surface.trials', surface?.trials ?? []),
    ...placesInBlocks('lookup.firstSeen.trials', firstSeen?.trials ?? []),
    ...(trials.length === 0 ? [] : plannedBlocks(lookup, plan)),
  ];
}

function trialPart(place: Place, trial: LookupTrial, othersInvalidFrom: number): Part {
  const { statuses, requests, accepted, errors, desynced, otherProgramsShare } = trial;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const isBroken =
    accepted < requests ||
    errors > 0 ||
    desynced > 0 ||
    (otherProgramsShare ?? 0) >= othersInvalidFrom;
  const successes = Object.entries(statuses).filter(([status]) => /^2..$/.test(status));
  const again = {
    requests: sum(Object.values(statuses)),
    accepted: sum(successes.map(([, answers]) => answers)),
    latencyUs: latencyOf(trial),
    valid: trial.invalidBecause.length === 0 && !isBroken,
  };
  return { place, kept: trial, again, holds: 'some' };
}

/** From the histogram of the trial. */
function latencyOf({ latencyUs }: LookupTrial) {
  const histogram = decodeFromCompressedBase64(latencyUs.histogram);
  const { totalCount } = histogram;
  const at = (percent: number) => (totalCount === 0 ? 0 : histogram.getValueAtPercentile(percent));
  return { p50: at(50), p90: at(90), p99: carries(totalCount, 0.99) ? at(99) : null };
}

/** The file holds whole microseconds, and the percentiles were taken before they were rounded. */
const roundingUs = 1;

function pacedPart(place: Place, trial: PacedTrial): Part {
  const { latenciesUs, latencyUs, accepted, requests, invalidBecause } = trial;
  const valid = invalidBecause.length === 0 && accepted >= requests;
  if (latenciesUs === undefined) return { place, kept: trial, again: { valid }, holds: 'some' };
  const near = (kept: number | null, again: number | null) =>
    kept !== null && again !== null && Math.abs(kept - again) <= roundingUs ? kept : again;
  const again = {
    accepted: latenciesUs.length,
    latencyUs: {
      p50: near(latencyUs.p50, quantileOf(latenciesUs, 0.5) ?? 0),
      p90: near(latencyUs.p90, percentileOf(latenciesUs, 0.9)),
      p99: near(latencyUs.p99, percentileOf(latenciesUs, 0.99)),
    },
    valid,
  };
  return { place, kept: trial, again, holds: 'some' };
}

/**
 * In each block every place is taken once, and the blocks of a boot are equally long: a trial that was taken out leaves
 * a hole, and one that was copied stands in a place that is taken.
 */
function placesInBlocks(what: string, trials: readonly LookupTrial[]): Part[] {
  const boots = Map.groupBy(trials, ({ boot }) => boot);
  return [...boots].flatMap(([boot, inBoot]) => {
    const blocks = [...Map.groupBy(inBoot, ({ block }) => block)];
    const length = mostFrequent(blocks.map(([, own]) => own.length));
    return blocks.map(([block, own]): Part => {
      const taken = own.map(({ position }) => position).sort((a, b) => a - b);
      return {
        place: [`${what}: places of boot ${boot}, block ${block}`],
        kept: taken.join(' '),
        again: Array.from({ length }, (_, position) => position).join(' '),
        holds: 'rule',
      };
    });
  });
}

function mostFrequent(numbers: readonly number[]): number {
  const groups = [...Map.groupBy(numbers, (number) => number)];
  return groups.sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? 0;
}

function plannedBlocks({ trials, paced, surface, firstSeen }: LookupResult, plan: Plan): Part[] {
  const planned = (name: string) => Number(plan[`lookup.${name}`] ?? Number.NaN);
  const blocksOf = (rows: readonly { readonly block: number }[]) =>
    new Set(rows.map(({ block }) => block)).size;
  const rules = [
    {
      what: 'lookup.trials: blocks',
      kept: blocksOf(trials),
      again: planned('boots') * planned('blocksPerBoot'),
    },
    { what: 'lookup.paced: blocks', kept: blocksOf(paced), again: planned('pacedBlocks') },
    {
      what: 'lookup.surface.trials: blocks',
      kept: blocksOf(surface?.trials ?? []),
      again: planned('surfaceBlocks'),
    },
    {
      what: 'lookup.firstSeen.trials: blocks',
      kept: blocksOf(firstSeen?.trials ?? []),
      again: planned('firstSeenBlocks'),
    },
  ];
  return (
    rules
      // A run may lack the contenders of the last two; an earlier plan does not name every number.
      .filter(({ kept, again }) => Number.isFinite(again) && kept > 0)
      .map(({ what, ...values }) => ({ place: [what], ...values, holds: 'rule' }))
  );
}
