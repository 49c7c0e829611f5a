import { withInterval } from '../../report/format.ts';
import type { Result } from '../../result/result.ts';
import { whyNotCounted } from '../kept-run.ts';
import { type Band, type Counts, countsOf, type GuardFile } from './band.ts';

/** After so many runs in a row outside its band a ratio has changed. */
export const runsBeforeFailing = 3;

export interface GuardOutcome {
  readonly ok: boolean;
  /** What was found, a sentence for each. */
  readonly sentences: readonly string[];
}

/** Where one run sees a ratio. `cannot-tell`: the run does not count, or has no such ratio. */
type Place = { readonly is: 'inside' | 'outside' | 'cannot-tell'; readonly sentence: string };

/**
 * Measures until every ratio was seen inside its band, at most three times. Fails when a ratio was outside in all three, or
 * when a count is not the kept one. One run in twenty is outside by chance alone, and three in a row hardly ever. A run
 * that does not count, because the machine was busy, neither clears a ratio nor speaks against it.
 *
 * @param measure makes a run of its own; `attempt` counts from 1
 */
export async function guard(
  kept: GuardFile,
  measure: (attempt: number) => Promise<Result>,
): Promise<GuardOutcome> {
  const outside = new Map(kept.ratios.map((band) => [band, 0]));
  const sentences: string[] = [];
  for (let attempt = 1; attempt <= runsBeforeFailing && outside.size > 0; attempt++) {
    const result = await measure(attempt);
    const differences = countDifferences(kept.counts, countsOf(result));
    if (differences.length > 0) return { ok: false, sentences: [...sentences, ...differences] };
    for (const [band, times] of outside) {
      const { is, sentence } = placeOf(result, band);
      sentences.push(`run ${attempt}: ${sentence}`);
      if (is === 'inside') outside.delete(band);
      if (is === 'outside') outside.set(band, times + 1);
    }
  }
  const changed = [...outside].filter(([, times]) => times === runsBeforeFailing);
  const unclear = [...outside].filter(([, times]) => times < runsBeforeFailing);
  sentences.push(
    ...changed.map(([band]) => `${nameOf(band)} was outside its band in ${runsBeforeFailing} runs`),
    ...unclear.map(([band]) => `${nameOf(band)} cannot be told on this machine today`),
  );
  return { ok: changed.length === 0, sentences };
}

function placeOf(result: Result, band: Band): Place {
  const metric = 'wholePathCpuUsPerRequest';
  const name = nameOf(band);
  const why = whyNotCounted(result, 'lookup', metric);
  if (why !== null) return { is: 'cannot-tell', sentence: `${name} cannot be told: ${why}` };
  const found = result.lookup?.comparisons.find(
    (each) => each.a === band.a && each.b === band.b && each.metric === metric,
  );
  if (found?.ratio == null || found.low === null || found.high === null) {
    return { is: 'cannot-tell', sentence: `${name} was not measured` };
  }
  // The whole interval must lie outside: a wide one is no evidence of a change.
  const is = found.low > band.high || found.high < band.low ? 'outside' : 'inside';
  const figures = withInterval(found.ratio, found);
  return { is, sentence: `${name} is ${figures}, ${is} the band ${band.low} to ${band.high}` };
}

function nameOf({ a, b }: Band): string {
  return `${a} / ${b}`;
}

/** A sentence for each count of a contender that is not the kept one. Contenders that only one side has are passed over. */
function countDifferences(kept: readonly Counts[], measured: readonly Counts[]): string[] {
  return measured.flatMap((own) => {
    const before = kept.find(({ contender }) => contender === own.contender);
    if (before === undefined) return [];
    const pairs = [
      ['commands to Redis for one request', before.commands, own.commands],
      ['round trips to Redis for one request', before.roundTrips, own.roundTrips],
      ['round trips by the slope', before.slope, own.slope],
    ] as const;
    return pairs
      .filter(([, one, other]) => one !== null && other !== null && one !== other)
      .map(([what, one, other]) => `${own.contender}: ${other} ${what}; the kept runs have ${one}`);
  });
}
