import { z } from 'zod';
import type { Result } from '../../result/result.ts';
import type { KeptRun } from '../kept-run.ts';
import type { PairInRuns } from '../pairs.ts';

/** The ratios that the guard watches, by the CPU of the whole path. */
export const guardedPairs: readonly (readonly [a: string, b: string])[] = [
  ['tokens-pushed', 'tokens-stateless'],
  ['sessions-hardened', 'sessions'],
];

/** The name of the file in the gallery. */
export const bandFileName = 'guard.json';

const bandSchema = z.object({
  a: z.string(),
  b: z.string(),
  low: z.number(),
  high: z.number(),
  runs: z.array(z.string()),
});
const countsSchema = z.object({
  contender: z.string(),
  commands: z.number().int(),
  roundTrips: z.number().int(),
  slope: z.number().int().nullable(),
});
export const guardFileSchema = z.object({
  about: z.string(),
  ratios: z.array(bandSchema),
  counts: z.array(countsSchema),
});

/** In which a ratio of two contenders lies. */
export type Band = z.infer<typeof bandSchema>;
/** Of one request, in whole numbers. The slope is null where the run has no sweep of round trips. */
export type Counts = z.infer<typeof countsSchema>;
export type GuardFile = z.infer<typeof guardFileSchema>;

/** By how much a band is wider than the intervals of the kept runs, on either side: other machines, short runs. */
const allowance = 1.1;

const about =
  'Written by `make gallery` from the kept runs, read by `make guard`. Whole-path CPU, a divided by b: from the lowest end of an interval of the runs that count to the highest, each moved out by 10 %. Counts are those of Redis for one request; slope is the number of round trips that the time of a request grows by.';

/** What the guard compares a run with. A pair without a run that counts has no band. */
export function guardFile(runs: readonly KeptRun[], pairs: readonly PairInRuns[]): GuardFile {
  return {
    about,
    ratios: guardedPairs.flatMap(([a, b]) => {
      const pair = pairs.find((each) => each.a === a && each.b === b);
      const wholePath = pair?.byCost.find(({ metric }) => metric === 'wholePathCpuUsPerRequest');
      const counted = (wholePath?.runs ?? []).flatMap(({ folder, comparison, notCounted }) =>
        comparison === null || notCounted !== null ? [] : [{ folder, ...comparison }],
      );
      if (counted.length === 0) return [];
      const low = Math.min(...counted.map((each) => each.low)) / allowance;
      const high = Math.max(...counted.map((each) => each.high)) * allowance;
      const names = counted.map(({ folder }) => folder);
      return { a, b, low: thousandths(low), high: thousandths(high), runs: names };
    }),
    counts: newestCounts(runs),
  };
}

function thousandths(value: number): number {
  return Math.round(1000 * value) / 1000;
}

/** The counts of each contender in the newest run that has it: they follow the code and not the machine. */
function newestCounts(runs: readonly KeptRun[]): Counts[] {
  const newestFirst = runs.toSorted((one, other) =>
    other.result.run.startedAt.localeCompare(one.result.run.startedAt),
  );
  const all = newestFirst.flatMap(({ result }) => countsOf(result));
  return all
    .filter(
      ({ contender }, index) => all.findIndex((each) => each.contender === contender) === index,
    )
    .sort((one, other) => one.contender.localeCompare(other.contender));
}

/** What each contender asks Redis for one request. Background work leaves fractions, which rounding takes off. */
export function countsOf({ lookup }: Result): Counts[] {
  return (lookup?.ledger ?? []).map(
    ({ contender, redisCommandsPerRequest, redisRoundTripsPerRequest }) => {
      const swept = lookup?.rttSweep.find(({ arm }) => arm === contender);
      return {
        contender,
        commands: whole(redisCommandsPerRequest),
        roundTrips: whole(redisRoundTripsPerRequest),
        slope: swept === undefined ? null : whole(swept.slope),
      };
    },
  );
}

/** Never -0, which JSON does not keep. */
function whole(value: number): number {
  return Math.abs(Math.round(value));
}
