import { expect, test } from 'vitest';
import { tQuantile } from './student.ts';
import { sumOfMeans } from './sum.ts';

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
  expect(sumOfMeans([{ mean: 3, sd: 0, n: 2 }])).toEqual({ mean: 3, low: 3, high: 3 });
});

test('without every mean there is no sum', () => {
  expect(sumOfMeans([{ mean: 1, sd: 1, n: 5 }, null])).toBeNull();
  expect(sumOfMeans([{ mean: 1, sd: 1, n: 1 }])).toBeNull();
  expect(sumOfMeans([])).toBeNull();
});
