import { type Interval, type MeanEstimate, meanInterval, meanOf } from './interval.ts';
import { tQuantile } from './student.ts';

/** Straight lines y = intercept + slope x, by least squares, with 95 % intervals. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

export interface LineEstimate extends Line {
  /** Points, or blocks where the line was fitted by block. */
  readonly n: number;
  readonly slopeInterval: Interval;
  readonly interceptInterval: Interval;
}

/**
 * One line through independent points; t intervals with n - 2 degrees of freedom (Draper and Smith, Applied Regression
 * Analysis, 1.4). Null below three points, or when all x are equal.
 */
export function fitLine(points: readonly Point[]): LineEstimate | null {
  const n = points.length;
  const line = leastSquares(points);
  if (n < 3 || line === null) return null;
  const meanX = meanOf(points.map(({ x }) => x));
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const squares = points.reduce((sum, { x, y }) => sum + (y - at(line, x)) ** 2, 0);
  const residualSd = Math.sqrt(squares / (n - 2));
  const t = tQuantile(0.975, n - 2);
  return {
    n,
    ...line,
    slopeInterval: around(line.slope, (t * residualSd) / Math.sqrt(spread)),
    interceptInterval: around(
      line.intercept,
      t * residualSd * Math.sqrt(1 / n + meanX ** 2 / spread),
    ),
  };
}

/**
 * One line per block, and t intervals over the blocks. The points of a block share the machine's mood of that minute,
 * so they are not independent and the interval of `fitLine` would lie; the blocks are. What a block adds to all its
 * points moves its intercept and leaves its slope alone. Null below two blocks that carry a line.
 */
export function fitLineByBlock(
  points: readonly (Point & { readonly block: number })[],
): LineEstimate | null {
  const lines = linesByBlock(points).map(({ line }) => line);
  const slope = meanInterval(lines.map((line) => line.slope));
  const intercept = meanInterval(lines.map((line) => line.intercept));
  if (slope === null || intercept === null) return null;
  return {
    n: lines.length,
    slope: slope.mean,
    intercept: intercept.mean,
    slopeInterval: bounds(slope),
    interceptInterval: bounds(intercept),
  };
}

/** The line of each block that carries one: two different x at least. */
function linesByBlock(
  points: readonly (Point & { readonly block: number })[],
): { readonly block: number; readonly line: Line }[] {
  const blocks = Map.groupBy(points, ({ block }) => block);
  return [...blocks].flatMap(([block, inBlock]) => {
    const line = leastSquares(inBlock);
    return line === null ? [] : [{ block, line }];
  });
}

/** Null when all x are equal. */
export function leastSquares(points: readonly Point[]): Line | null {
  const meanX = meanOf(points.map(({ x }) => x));
  const meanY = meanOf(points.map(({ y }) => y));
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (!(spread > 0)) return null;
  const shared = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const slope = shared / spread;
  return { slope, intercept: meanY - slope * meanX };
}

function at({ slope, intercept }: Line, x: number): number {
  return intercept + slope * x;
}

function around(centre: number, reach: number): Interval {
  return { low: centre - reach, high: centre + reach };
}

function bounds({ low, high }: MeanEstimate): Interval {
  return { low, high };
}

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
