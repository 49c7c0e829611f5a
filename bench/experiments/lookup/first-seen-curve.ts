import { pairsOf, valuesOf } from '../../result/block-values.ts';
import type { FirstSeen, FirstSeenTrial } from '../../result/first-seen.ts';
import { type SurfaceMeasure, type SurfaceRatio, surfaceMeasures } from '../../result/surface.ts';
import { crossover } from '../../stats/line.ts';
import { median } from '../../stats/percentile.ts';
import { pairedRatio } from '../../stats/ratio.ts';
import { holm, verdictAmong } from '../../stats/verdict.ts';

/** Remembers what it has verified. */
export const cachedArm = 'tokens-pushed-cached';
/** The same contender without that memory. */
export const referenceArm = 'tokens-pushed';

/** The cost of the arm with the cache by share, and the share at which it reaches the cost of the reference. */
export function curveOf(trials: readonly FirstSeenTrial[]): Pick<FirstSeen, 'rows' | 'crossover'> {
  const cached = trials.filter(({ arm }) => arm === cachedArm);
  const shares = [...new Set(cached.map(({ share }) => share))].sort((a, b) => a - b);
  const [wholePath, replica] = surfaceMeasures.map((measure) => ratiosOf(trials, shares, measure));
  const rows = shares.map((share, index) => {
    const own = cached.filter((trial) => trial.valid && trial.share === share);
    const middle = (measure: SurfaceMeasure) =>
      median(valuesOf(own, cachedArm, measure).map(({ value }) => value));
    return {
      share,
      requests: own[0]?.requests ?? 0,
      trials: own.length,
      wholePathCpuUsPerRequest: middle('wholePathCpuUsPerRequest'),
      replicaCpuUsPerRequest: middle('replicaCpuUsPerRequest'),
      againstReference: {
        wholePathCpuUsPerRequest: wholePath?.[index] ?? null,
        replicaCpuUsPerRequest: replica?.[index] ?? null,
      },
    };
  });
  return { rows, crossover: crossoverOf(trials, shares) };
}

/** The costs of the arm with the cache at one share, each beside that of the reference in its block. */
function pairsAt(trials: readonly FirstSeenTrial[], share: number, measure: SurfaceMeasure) {
  const atShare = trials.filter((trial) => trial.share === share);
  return pairsOf(valuesOf(atShare, cachedArm, measure), valuesOf(trials, referenceArm, measure));
}

/** By share. The verdicts are corrected for the number of shares. */
function ratiosOf(
  trials: readonly FirstSeenTrial[],
  shares: readonly number[],
  measure: SurfaceMeasure,
): (SurfaceRatio | null)[] {
  const estimates = shares.map((share) => pairedRatio(pairsAt(trials, share, measure)));
  const adjusted = holm(estimates.map((estimate) => estimate?.pValue ?? 1));
  return estimates.map((estimate, index) => {
    if (estimate === null) return null;
    const { ratio, low, high, n } = estimate;
    const verdict = verdictAmong(estimate, null, adjusted[index]);
    return { ratio, low, high, blocks: n, verdict };
  });
}

/**
 * A verification costs the same at every share, so the ratio of a block lies on a line. The share at which it reaches 1
 * is where that line meets the one of the reference, which is 1 at every share.
 */
function crossoverOf(
  trials: readonly FirstSeenTrial[],
  shares: readonly number[],
): FirstSeen['crossover'] {
  const points = shares.flatMap((share) =>
    pairsAt(trials, share, surfaceMeasures[0]).map(({ block, a, b }) => ({
      block,
      x: share,
      y: a / b,
    })),
  );
  const met = crossover(
    points,
    points.map((point) => ({ ...point, y: 1 })),
  );
  return met.kind === 'at' ? { share: met.x, ...met.interval } : null;
}
