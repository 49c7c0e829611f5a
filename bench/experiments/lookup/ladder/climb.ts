import { logarithms, pairsOf, valuesOf } from '../../../result/block-values.ts';
import { type Ladder, type LadderSum, ladderMetric, type Rung } from '../../../result/ladder.ts';
import type { LookupTrial } from '../../../result/lookup-trial.ts';
import { type IndependentMean, meanInterval, sumOfMeans } from '../../../stats/interval.ts';
import { type BlockValue, type BootEffect, bootEffect } from '../../../stats/ratio.ts';
import { serialCorrelation } from '../../../stats/series.ts';
import { type Step, steps } from './steps.ts';

/** The costs of one arm by metric, each read once. */
type Read = (arm: string, metric: LadderSum['metric']) => readonly BlockValue[];

/** What fresh processes add to the variance, by metric. */
type Boots = (metric: LadderSum['metric']) => BootEffect | null;

/** Rungs and their sums, from the blocks of the run and the extra arms that were measured in them. */
export function climb(trials: readonly LookupTrial[], extra: readonly LookupTrial[]): Ladder {
  const all = [...trials, ...extra];
  const present = new Set(all.filter(({ valid }) => valid).map(({ arm }) => arm));
  const read: Read = (arm, metric) => valuesOf(all, arm, metric);
  const arms = [...new Set(trials.map(({ arm }) => arm))];
  const boots: Boots = (metric) => bootEffect(arms.map((arm) => logarithms(read(arm, metric))));
  const ladders = [...Map.groupBy(steps, ({ ladder }) => ladder).values()].map((ladder) =>
    climbable(ladder, present),
  );
  // One step alone is the floor, which is no ladder.
  const climbed = ladders.filter((ladder) => ladder.length > 1);
  return {
    trials: [...extra],
    rungs: climbed.flatMap((ladder) =>
      ladder.map((_, index) => rungOf(ladder, index, read, boots)),
    ),
    sums: climbed.flatMap((ladder) =>
      ladderMetric.options.flatMap((metric) => sumOf(ladder, metric, read, boots) ?? []),
    ),
  };
}

/** The steps whose arms were measured. What a step that is left out adds is part of the next one. */
function climbable(ladder: readonly Step[], present: ReadonlySet<string>): Step[] {
  let added: string[] = [];
  return ladder.flatMap((step) => {
    added.push(step.adds);
    if (!present.has(step.arm)) return [];
    const adds = added.join('; ');
    added = [];
    return [{ ...step, adds }];
  });
}

function rungOf(ladder: readonly Step[], index: number, read: Read, boots: Boots): Rung {
  const step = ladder[index];
  const below = ladder[index - 1] ?? null;
  if (step === undefined) throw new RangeError(`a ladder has no step ${index}`);
  const costs: Rung['costs'] = {};
  let blocks = 0;
  for (const metric of ladderMetric.options) {
    const rises = risesOf(below, step, metric, read).filter(inBlocksOfAll(ladder, metric, read));
    const mean = meanOf(rises, boots(metric));
    if (mean === null) continue;
    costs[metric] = mean;
    blocks = Math.max(blocks, rises.length);
  }
  const { ladder: name, step: label, arm, adds } = step;
  return { ladder: name, step: label, from: below?.arm ?? null, to: arm, adds, blocks, costs };
}

/** Widened by what differs between boots, as the ratios are. */
function meanOf(
  values: readonly BlockValue[],
  boots: BootEffect | null,
): LadderSum['whole'] | null {
  const numbers = values.map(({ value }) => value);
  const ofBoots = numbers.length / (boots?.factor ?? 1);
  const count = Math.max(2, Math.min(serialCorrelation(numbers).effectiveCount, ofBoots));
  const estimate = meanInterval(numbers, count);
  return estimate && { meanUs: estimate.mean, lowUs: estimate.low, highUs: estimate.high };
}

/**
 * Whether a block holds every arm of the ladder. Some boots may be without those that only the ladder needs, and another
 * boot is another level of cost. Taken from these blocks, the steps that the report shows add up to the whole that it
 * shows.
 */
function inBlocksOfAll(
  ladder: readonly Step[],
  metric: LadderSum['metric'],
  read: Read,
): (value: BlockValue) => boolean {
  const held = ladder.map(({ arm }) => new Set(read(arm, metric).map(({ block }) => block)));
  return ({ block }) => held.every((blocks) => blocks.has(block));
}

/** What a step adds in each block; the floor's own cost for the floor. */
function risesOf(
  below: Step | null,
  step: Step,
  metric: LadderSum['metric'],
  read: Read,
): BlockValue[] {
  const own = read(step.arm, metric);
  if (below === null) return [...own];
  return pairsOf(own, read(below.arm, metric)).map(({ boot, block, a, b }) => ({
    boot,
    block,
    value: a - b,
  }));
}

/**
 * The whole, and the check: each rung and the whole from blocks of its own, among those that hold every arm. Taken from
 * the same blocks, the rungs add up to the whole by arithmetic, whatever was measured.
 */
function sumOf(
  ladder: readonly Step[],
  metric: LadderSum['metric'],
  read: Read,
  boots: Boots,
): LadderSum | null {
  const top = ladder.at(-1);
  if (top === undefined) return null;
  const shares = ladder.length + 1;
  const isHeld = inBlocksOfAll(ladder, metric, read);
  const meanOfShare = (values: readonly BlockValue[], share: number): IndependentMean | null => {
    const own = values.filter((value) => value.block % shares === share && isHeld(value));
    return meanInterval(own.map(({ value }) => value));
  };
  const rungs = ladder.map((step, index) =>
    meanOfShare(risesOf(ladder[index - 1] ?? null, step, metric, read), index),
  );
  const costs = read(top.arm, metric);
  const whole = meanOf(costs.filter(isHeld), boots(metric));
  const sum = sumOfMeans(rungs);
  const difference = sumOfMeans([...rungs, negative(meanOfShare(costs, ladder.length))]);
  if (sum === null || whole === null || difference === null) return null;
  return {
    ladder: top.ladder,
    metric,
    top: top.arm,
    sum: { meanUs: sum.mean, lowUs: sum.low, highUs: sum.high },
    whole,
    differenceUs: difference.mean,
    differenceLowUs: difference.low,
    differenceHighUs: difference.high,
    pValue: difference.pValue,
    agrees: difference.low <= 0 && difference.high >= 0,
  };
}

function negative(mean: IndependentMean | null): IndependentMean | null {
  return mean === null ? null : { ...mean, mean: -mean.mean };
}
