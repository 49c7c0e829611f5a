import { describe, expect, test } from 'vitest';
import { meanInterval, meanOf, standardDeviation, sumOfMeans } from './interval.ts';
import { tQuantile } from './student.ts';

describe('meanInterval', () => {
  test("gives the published result for Student's sleep data (Biometrika 6, 1908)", () => {
    const extraSleepHours = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    const estimate = meanInterval(extraSleepHours);
    // t = 4.0621 with 9 degrees of freedom; p and interval as printed by R's t.test(extra ~ group, paired).
    expect(estimate?.n).toBe(10);
    expect(estimate?.mean).toBeCloseTo(1.58, 12);
    expect(estimate?.sd).toBeCloseTo(1.2299955, 6);
    expect(estimate?.low).toBeCloseTo(0.7001142, 6);
    expect(estimate?.high).toBeCloseTo(2.4598858, 6);
    expect(estimate?.pValue).toBeCloseTo(0.002833, 6);
  });

  test('is wider for values that are worth fewer independent ones', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    const plain = meanInterval(values);
    const fewer = meanInterval(values, 4);
    // sd = sqrt(6), t(0.975, 3) = 3.182446: the reach is 3.182446 sqrt(6) / 2.
    expect(fewer?.high).toBeCloseTo(4.5 + (3.182446305 * Math.sqrt(6)) / 2, 8);
    expect(plain?.high).toBeLessThan(fewer?.high ?? 0);
  });

  test('there is none of fewer than two values', () => {
    expect(meanInterval([])).toBeNull();
    expect(meanInterval([3])).toBeNull();
  });

  test('of equal values is a point: certain of 0, or certain that it is not', () => {
    expect(meanInterval([0, 0, 0])).toMatchObject({ low: 0, high: 0, pValue: 1 });
    expect(meanInterval([2, 2, 2])).toMatchObject({ low: 2, high: 2, pValue: 0 });
  });
});

test('mean and standard deviation of 2, 4, 4, 4, 5, 5, 7, 9 are 5 and the root of 32 / 7', () => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  expect(meanOf(values)).toBe(5);
  expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 12);
});

test('the sum of two equally sure means is as sure as Welch and Satterthwaite say', () => {
  // Variances of the means: 4 / 4 = 1 each. Sum 2. Degrees: 2 ^ 2 / (1 / 3 + 1 / 3) = 6.
  const sum = sumOfMeans([
    { mean: 10, sd: 2, n: 4 },
    { mean: 5, sd: 2, n: 4 },
  ]);
  const reach = tQuantile(0.975, 6) * Math.sqrt(2);
  expect(sum?.mean).toBe(15);
  expect(sum?.low).toBeCloseTo(15 - reach, 10);
  expect(sum?.high).toBeCloseTo(15 + reach, 10);
});

test('a mean that is exact adds no width', () => {
  expect(sumOfMeans([{ mean: 3, sd: 0, n: 2 }])).toEqual({
    ...{ mean: 3, low: 3, high: 3 },
    pValue: 0,
  });
});

test('without every mean there is no sum', () => {
  expect(sumOfMeans([{ mean: 1, sd: 1, n: 5 }, null])).toBeNull();
  expect(sumOfMeans([{ mean: 1, sd: 1, n: 1 }])).toBeNull();
  expect(sumOfMeans([])).toBeNull();
});
