import { type Interval, meanOf } from './interval.ts';
import { linesByBlock, type Point } from './line.ts';
import { tQuantile } from './student.ts';

type BlockPoint = Point & { readonly block: number };

/** Where two fitted lines cost the same, or why there is no such place in the measured range. */
export type Crossover =
  | { readonly kind: 'at'; readonly x: number; readonly interval: Interval }
  | {
      readonly kind: 'none';
      /**
       * `parallel`: the slopes cannot be told apart. `below-range`: the steeper line is the costlier one at every x
       * that was measured. `above-range`: it is the cheaper one at every x that was measured.
       */
      readonly because: 'parallel' | 'below-range' | 'above-range' | 'too-few-blocks';
    };

/**
 * The x at which line a and line b meet: (intercept b - intercept a) / (slope a - slope b), from the blocks that hold
 * both. The 95 % interval is Fieller's (J. Royal Stat. Soc. B 16, 1954): a ratio of means whose divisor may come close
 * to zero has no symmetric interval, and none at all when the divisor's own interval holds zero: then the lines are
 * parallel as far as this run can tell.
 */
export function crossover(a: readonly BlockPoint[], b: readonly BlockPoint[]): Crossover {
  const linesOfB = new Map(linesByBlock(b).map(({ block, line }) => [block, line]));
  const blocks = linesByBlock(a).flatMap(({ block, line }) => {
    const other = linesOfB.get(block);
    if (other === undefined) return [];
    return [{ rise: other.intercept - line.intercept, run: line.slope - other.slope }];
  });
  if (blocks.length < 2) return { kind: 'none', because: 'too-few-blocks' };
  const interval = fieller(blocks);
  if (interval === null) return { kind: 'none', because: 'parallel' };
  const x = meanOf(blocks.map(({ rise }) => rise)) / meanOf(blocks.map(({ run }) => run));
  const measured = [...a, ...b].map((point) => point.x);
  if (x <= Math.min(...measured)) return { kind: 'none', because: 'below-range' };
  if (x > Math.max(...measured)) return { kind: 'none', because: 'above-range' };
  return { kind: 'at', x, interval };
}

/** The interval of mean(rise) / mean(run); null when it is not bounded. */
function fieller(
  blocks: readonly { readonly rise: number; readonly run: number }[],
): Interval | null {
  const n = blocks.length;
  const rise = meanOf(blocks.map((block) => block.rise));
  const run = meanOf(blocks.map((block) => block.run));
  const covariance = (f: (block: { rise: number; run: number }) => number) =>
    blocks.reduce((sum, block) => sum + f(block), 0) / ((n - 1) * n);
  const t2 = tQuantile(0.975, n - 1) ** 2;
  // The roots of c2 x^2 - 2 c1 x + c0: where (rise - x run) is as far from zero as its own error allows.
  const c2 = run ** 2 - t2 * covariance((block) => (block.run - run) ** 2);
  const c1 = rise * run - t2 * covariance((block) => (block.rise - rise) * (block.run - run));
  const c0 = rise ** 2 - t2 * covariance((block) => (block.rise - rise) ** 2);
  if (c2 <= 0) return null;
  const reach = Math.sqrt(Math.max(0, c1 ** 2 - c2 * c0)) / c2;
  return { low: c1 / c2 - reach, high: c1 / c2 + reach };
}
