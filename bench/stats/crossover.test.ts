import { describe, expect, test } from 'vitest';
import { crossover } from './crossover.ts';

/** Points of y = intercept + slope x in each block, with a nudge to the intercept of each. */
const points = (slope: number, intercept: number, nudges = [-0.01, 0, 0.01], xs = [0.2, 2, 10]) =>
  nudges.flatMap((nudge, block) => xs.map((x) => ({ block, x, y: intercept + nudge + slope * x })));

describe('crossover', () => {
  test('of y = 1 + 2 x and y = 5 is at 2', () => {
    const found = crossover(points(2, 1), points(0, 5));
    expect(found).toMatchObject({ kind: 'at' });
    if (found.kind !== 'at') return;
    expect(found.x).toBeCloseTo(2, 9);
    // The nudges move both lines of a block alike and cancel.
    expect(found.interval.low).toBeCloseTo(2, 6);
    expect(found.interval.high).toBeCloseTo(2, 6);
  });

  test('has an interval where the blocks disagree: slopes known, rises 3.9, 4 and 4.1', () => {
    const found = crossover(points(2, 1), points(0, 5, [-0.11, 0, 0.11]));
    // rise / run of the blocks: (4 -+ 0.1) / 2; sd 0.05, t(0.975, 2) = 4.302653, reach = 4.302653 x 0.05 / sqrt(3).
    expect(found).toMatchObject({ kind: 'at' });
    if (found.kind !== 'at') return;
    expect(found.interval.low).toBeCloseTo(2 - (4.30265273 * 0.05) / Math.sqrt(3), 7);
    expect(found.interval.high).toBeCloseTo(2 + (4.30265273 * 0.05) / Math.sqrt(3), 7);
  });

  test('lies below the range when the steeper line costs more at every measured x', () => {
    expect(crossover(points(1, 3), points(0, 2))).toEqual({ kind: 'none', because: 'below-range' });
    expect(crossover(points(1, 3), points(0, 3.1))).toEqual({
      kind: 'none',
      because: 'below-range',
    });
  });

  test('lies above the range when the steeper line costs less at every measured x', () => {
    expect(crossover(points(0.1, 1), points(0, 9))).toEqual({
      kind: 'none',
      because: 'above-range',
    });
  });

  test('is refused where the slopes cannot be told apart', () => {
    const bent = (tilt: number) =>
      [-tilt, 0, tilt].flatMap((dSlope, block) =>
        [1, 5].map((x) => ({ block, x, y: 1 + (1 + dSlope) * x })),
      );
    expect(crossover(bent(0.2), points(1.05, 2))).toEqual({ kind: 'none', because: 'parallel' });
  });

  test('needs two blocks that hold both lines', () => {
    const a = points(2, 1, [0, 0]);
    const elsewhere = points(0, 5, [0, 0]).map((point) => ({ ...point, block: point.block + 7 }));
    expect(crossover(a, elsewhere)).toEqual({ kind: 'none', because: 'too-few-blocks' });
  });
});
