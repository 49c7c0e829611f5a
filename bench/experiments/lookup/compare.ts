import { primaryComparisons } from '../../contenders.ts';
import { aaArm } from '../../lab.ts';
import type { Comparison, LookupTrial } from '../../result/lookup.ts';
import { holm } from '../../stats/holm.ts';
import { mdePercent, type Pair, pairedRatio, type RatioEstimate } from '../../stats/ratio.ts';
import { verdictOf } from '../../stats/verdict.ts';

const significance = 0.05;

interface Estimated {
  readonly a: string;
  readonly b: string;
  readonly blocks: number;
  readonly estimate: RatioEstimate | null;
}

/**
 * Every pair of arms, paired in their blocks. The A/A pair says how far apart two equal things read here; the primary
 * pairs were named before the run; the others are corrected for their number (Holm).
 */
export function compareArms(trials: readonly LookupTrial[]): Comparison[] {
  const valid = trials.filter((trial) => trial.valid);
  const arms = [...new Set(valid.map(({ arm }) => arm))];
  const aa = arms.includes(aaArm) ? estimatePair(valid, aaArm, 'floor') : null;
  const contenders = arms.filter((arm) => arm !== aaArm);
  const primary = primaryComparisons
    .filter(([a, b]) => contenders.includes(a) && contenders.includes(b))
    .map(([a, b]) => estimatePair(valid, a, b));
  const secondary = pairsOf(contenders)
    .filter(([a, b]) => !primary.some((each) => isPair(each, a, b)))
    .map(([a, b]) => estimatePair(valid, a, b));

  const adjusted = holm(secondary.map(({ estimate }) => estimate?.pValue ?? 1));
  return [
    ...(aa === null ? [] : [comparisonOf({ ...aa, a: 'floor' }, 'a-a', aa)]),
    ...primary.map((each) => comparisonOf(each, 'primary', aa)),
    ...secondary.map((each, index) => comparisonOf(each, 'secondary', aa, adjusted[index])),
  ];
}

function estimatePair(trials: readonly LookupTrial[], a: string, b: string): Estimated {
  const costOf = (arm: string) =>
    new Map(
      trials
        .filter((trial) => trial.arm === arm)
        .map(({ block, replicaCpuUs, accepted }) => [block, replicaCpuUs / accepted]),
    );
  const costsOfB = costOf(b);
  const pairs = [...costOf(a)].flatMap(([block, costOfA]): Pair[] => {
    const costOfB = costsOfB.get(block);
    return costOfB === undefined ? [] : [{ a: costOfA, b: costOfB }];
  });
  return { a, b, blocks: pairs.length, estimate: pairedRatio(pairs) };
}

function comparisonOf(
  { a, b, blocks, estimate }: Estimated,
  kind: Comparison['kind'],
  aa: Estimated | null,
  adjustedPValue?: number,
): Comparison {
  const pValue = adjustedPValue ?? estimate?.pValue ?? null;
  const chance = adjustedPValue !== undefined && adjustedPValue > significance;
  const verdict = verdictOf(estimate, aa?.estimate ?? null);
  return {
    a,
    b,
    kind,
    metric: 'replicaCpuUsPerRequest',
    blocks,
    ratio: estimate?.ratio ?? null,
    low: estimate?.low ?? null,
    high: estimate?.high ?? null,
    mdePercent: aa?.estimate ? mdePercent(aa.estimate.sd, blocks) : null,
    pValue,
    // Among many pairs some look different by chance; a corrected p-value above the level takes the claim back.
    verdict: chance && verdict.startsWith('costs') ? 'not-distinguishable' : verdict,
  };
}

function pairsOf(names: readonly string[]): [a: string, b: string][] {
  return names.flatMap((b, index) => names.slice(index + 1).map((a): [string, string] => [a, b]));
}

function isPair(pair: Estimated, a: string, b: string): boolean {
  return (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a);
}
