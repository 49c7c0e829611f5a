import { describe, expect, test } from 'vitest';
import { crossover, fitLine, fitLineByBlock, leastSquares } from './line.ts';
import { tQuantile } from './student.ts';

describe('fitLine', () => {
  test('meets the certified values of NIST StRD, dataset Norris', () => {
    const line = fitLine(norris);
    const t = tQuantile(0.975, 34);
    expect(line?.n).toBe(36);
    expect(line?.slope).toBeCloseTo(1.00211681802045, 12);
    expect(line?.intercept).toBeCloseTo(-0.262323073774029, 10);
    // Certified standard deviations of slope and intercept.
    expect(line?.slopeInterval.high).toBeCloseTo(1.00211681802045 + t * 0.429796848199937e-3, 10);
    expect(line?.interceptInterval.low).toBeCloseTo(-0.262323073774029 - t * 0.232818234301152, 9);
  });

  test('there is none through two points, nor through points above each other', () => {
    const above = [1, 2, 3].map((y) => ({ x: 5, y }));
    expect(fitLine(above.slice(1).map(({ y }) => ({ x: y, y })))).toBeNull();
    expect(fitLine(above)).toBeNull();
    expect(leastSquares([])).toBeNull();
  });
});

describe('fitLineByBlock', () => {
  test('takes one line from each block and the interval from the blocks', () => {
    // Slopes 1.9 and 2.1, intercepts 1 and 3: mean 2 and 2, sd 0.141421 and 1.414214, t(0.975, 1) = 12.706205.
    const points = [0, 1, 2].flatMap((x) => [
      { block: 0, x, y: 1 + 1.9 * x },
      { block: 1, x, y: 3 + 2.1 * x },
    ]);
    const line = fitLineByBlock(points);
    expect(line?.n).toBe(2);
    expect(line?.slope).toBeCloseTo(2, 12);
    expect(line?.intercept).toBeCloseTo(2, 12);
    expect(line?.slopeInterval.low).toBeCloseTo(2 - 1.2706204736, 8);
    expect(line?.slopeInterval.high).toBeCloseTo(2 + 1.2706204736, 8);
    expect(line?.interceptInterval.high).toBeCloseTo(2 + 12.706204736, 7);
  });

  test('is not moved by what a block adds to all its points', () => {
    const points = [0, 1, 2, 3].flatMap((block) =>
      [1, 2, 5].map((x) => ({ block, x, y: 2 * x + 100 * block + (x === 2 ? 0.01 * block : 0) })),
    );
    const line = fitLineByBlock(points);
    expect(line?.slope).toBeCloseTo(2, 2);
    expect(line?.slopeInterval.high).toBeLessThan(2.02);
    // The plain fit takes the blocks for noise.
    expect(fitLine(points)?.slopeInterval.high).toBeGreaterThan(10);
  });

  test('a block with a single x carries no line, and one block no interval', () => {
    const one = [1, 2].map((x) => ({ block: 0, x, y: x }));
    expect(fitLineByBlock([...one, { block: 1, x: 1, y: 1 }])).toBeNull();
    expect(fitLineByBlock([])).toBeNull();
  });
});

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

/**
 * NIST Statistical Reference Datasets, linear regression, "Norris" (calibration of ozone monitors): 36 observations
 * with certified results (https://www.itl.nist.gov/div898/strd/lls/data/Norris.shtml). Public domain.
 */
const norris = (
  [
    [0.2, 0.1],
    [337.4, 338.8],
    [118.2, 118.1],
    [884.6, 888.0],
    [10.1, 9.2],
    [226.5, 228.1],
    [666.3, 668.5],
    [996.3, 998.5],
    [448.6, 449.1],
    [777.0, 778.9],
    [558.2, 559.2],
    [0.4, 0.3],
    [0.6, 0.1],
    [775.5, 778.1],
    [666.9, 668.8],
    [338.0, 339.3],
    [447.5, 448.9],
    [11.6, 10.8],
    [556.0, 557.7],
    [228.1, 228.3],
    [995.8, 998.0],
    [887.6, 888.8],
    [120.2, 119.6],
    [0.3, 0.3],
    [0.3, 0.6],
    [556.8, 557.6],
    [339.1, 339.3],
    [887.2, 888.0],
    [999.0, 998.5],
    [779.0, 778.9],
    [11.1, 10.2],
    [118.3, 117.6],
    [229.2, 228.9],
    [669.1, 668.4],
    [448.9, 449.2],
    [0.5, 0.2],
  ] as const
).map(([x, y]) => ({ x, y }));
