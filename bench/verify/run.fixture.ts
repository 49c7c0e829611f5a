import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { presetsFrom } from '../experiments/revocation/presets.ts';
import { recordedResult } from '../report/fixture.ts';
import type { LookupTrial } from '../result/lookup-trial.ts';
import { type Result, resultSchema } from '../result/result.ts';
import { methodVersion } from '../run/facts.ts';
import { deriveAgain } from './verify.ts';

/** All trials of a recorded run of the default profile. The record keeps six digits of a value and no histograms. */
export function recordedRun(): Result {
  const file = new URL('../report/fixture/whole-run.json.gz', import.meta.url);
  const result = resultSchema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));
  return withHistograms(result);
}

/** A small run in which everything follows from its trials: a few trials of the recorded one, and a plan that fits. */
export function smallRun(): Result {
  const recorded = recordedResult();
  const { lookup, revocation, failover, config } = recorded;
  const plan = {
    ...config.plan,
    'lookup.boots': 1,
    'lookup.blocksPerBoot': new Set(lookup?.trials.map(({ block }) => block)).size,
    'lookup.pacedBlocks': new Set(lookup?.paced.map(({ block }) => block)).size,
    'revocation.logoutTrials': 1,
    'revocation.otherTrials': 1,
    'failover.faults': failover?.faults.map(({ fault }) => fault).join(' ') ?? '',
  };
  const first = revocation?.trials.filter(({ trial }) => trial === 0) ?? [];
  const run = withHistograms({
    ...recorded,
    tool: { ...recorded.tool, methodVersion },
    run: {
      ...recorded.run,
      argv: ['--seed', String(recorded.run.seed)],
      experiments: ['lookup', 'revocation', 'failover'],
    },
    config: { ...config, plan },
    lookup: lookup && { ...lookup, trials: withoutHoles(lookup.trials), sweeps: null },
    revocation: revocation && {
      ...revocation,
      trials: first,
      presets: presetsFrom(first),
      staleCurves: [],
    },
  });
  return deriveAgain(deriveAgain(run).result).result;
}

function withHistograms(result: Result): Result {
  const { lookup } = result;
  const restored = <T extends LookupTrial>(trials: readonly T[]): T[] => trials.map(withHistogram);
  return {
    ...result,
    lookup: lookup && {
      ...lookup,
      trials: restored(lookup.trials),
      ladder: lookup.ladder && { ...lookup.ladder, trials: restored(lookup.ladder.trials) },
      surface: lookup.surface && { ...lookup.surface, trials: restored(lookup.surface.trials) },
      firstSeen: lookup.firstSeen && {
        ...lookup.firstSeen,
        trials: restored(lookup.firstSeen.trials),
      },
    },
  };
}

/** The places of a block in their order, without those of the trials that the record leaves out. */
function withoutHoles(trials: readonly LookupTrial[]): LookupTrial[] {
  const blocks = Map.groupBy(trials, ({ block }) => block);
  return [...blocks.values()].flatMap((block) =>
    block
      .toSorted((a, b) => a.position - b.position)
      .map((trial, position) => ({ ...trial, position })),
  );
}

/** A histogram with the percentiles of the trial. */
function withHistogram<T extends LookupTrial>(trial: T): T {
  const { p50, p90, p99 } = trial.latencyUs;
  const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
  histogram.recordValueWithCount(p50, 60);
  histogram.recordValueWithCount(p90, 35);
  if (p99 !== null) histogram.recordValueWithCount(p99, 905);
  return {
    ...trial,
    latencyUs: { ...trial.latencyUs, histogram: encodeIntoCompressedBase64(histogram) },
  };
}
