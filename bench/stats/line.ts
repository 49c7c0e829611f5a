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
 * One line per block, and t intervals over the blocks. The points of a block share the machine's mood of that minute, so
 * they are not independent and the interval of `fitLine` would lie; the blocks are. What a block adds to all its points
 * moves its intercept and leaves its slope alone. Null below two blocks that carry a line.
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
export function linesByBlock(
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
