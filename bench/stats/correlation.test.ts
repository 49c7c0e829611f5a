import { describe, expect, test } from 'vitest';
import { serialCorrelation } from './correlation.ts';

describe('serialCorrelation', () => {
  test('of 1, 2, 3, 4, 5 is 4 / 10, which leaves 15 / 7 independent values', () => {
    // Deviations -2 -1 0 1 2: products of neighbours 2 + 0 + 0 + 2, squares 10. 5 x 0.6 / 1.4.
    const found = serialCorrelation([1, 2, 3, 4, 5]);
    expect(found.lag1).toBeCloseTo(0.4, 12);
    expect(found.standardError).toBeCloseTo(1 / Math.sqrt(5), 12);
    expect(found.correlated).toBe(false);
    expect(found.effectiveCount).toBeCloseTo(15 / 7, 12);
  });

  test('a negative correlation neither adds values nor takes any away', () => {
    const found = serialCorrelation([1, -1, 1, -1, 1, -1]);
    expect(found.lag1).toBeCloseTo(-5 / 6, 12);
    expect(found.effectiveCount).toBe(6);
  });

  test('a slow drift over many blocks is called correlated, and never leaves fewer than two values', () => {
    const found = serialCorrelation(Array.from({ length: 100 }, (_, block) => block));
    expect(found.correlated).toBe(true);
    expect(found.effectiveCount).toBe(2);
  });

  test('of too few or equal values is 0', () => {
    expect(serialCorrelation([])).toMatchObject({ lag1: 0, effectiveCount: 0 });
    expect(serialCorrelation([1, 2])).toMatchObject({ lag1: 0, effectiveCount: 2 });
    expect(serialCorrelation([3, 3, 3, 3])).toMatchObject({ lag1: 0, effectiveCount: 4 });
  });
});
