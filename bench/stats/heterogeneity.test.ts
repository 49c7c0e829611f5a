import { describe, expect, test } from 'vitest';
import { heterogeneity } from './heterogeneity.ts';

/** A ratio whose logarithm has this standard error. */
const run = (ratio: number, error: number) => ({
  ratio,
  low: ratio * Math.exp(-1.96 * error),
  high: ratio * Math.exp(1.96 * error),
});

describe('the heterogeneity of ratios of several runs', () => {
  test('is 0 where all runs have the same ratio', () => {
    expect(heterogeneity([run(1.2, 0.02), run(1.2, 0.05), run(1.2, 0.01)])).toEqual({
      q: expect.closeTo(0, 12),
      degreesOfFreedom: 2,
      iSquared: 0,
    });
  });

  test('of two equally precise runs is half the squared distance in standard errors', () => {
    // Four standard errors apart, each two from the mean: Q = 4 + 4, and I² = (8 - 1) / 8.
    const found = heterogeneity([run(1, 0.01), run(Math.exp(0.04), 0.01)]);
    expect(found?.q).toBeCloseTo(8, 10);
    expect(found?.iSquared).toBeCloseTo(7 / 8, 10);
  });

  test('gives a precise run more weight', () => {
    // Weights 10,000 and 2,500 lay the mean at 0.01: Q = (0.01 / 0.01)² + (0.04 / 0.02)² = 5.
    expect(heterogeneity([run(1, 0.01), run(Math.exp(0.05), 0.02)])?.q).toBeCloseTo(5, 10);
  });

  test('of one run, or of an interval without width, is unknown', () => {
    expect(heterogeneity([run(1, 0.01)])).toBeNull();
    expect(heterogeneity([run(1, 0.01), run(1.1, 0)])).toBeNull();
  });
});
