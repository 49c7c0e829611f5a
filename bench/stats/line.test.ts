import { describe, expect, test } from 'vitest';
import { fitLine, fitLineByBlock, leastSquares } from './line.ts';
import { norris } from './norris.fixture.ts';
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
