import { expect, test } from 'vitest';
import { cliffsDelta } from './cliffs-delta.ts';

test.for([
  [[1, 2, 3], [1, 2, 3], 0],
  [[4, 5], [1, 2, 3], 1],
  [[1], [2, 3], -1],
  // Of the six pairs of 1, 3 with 1, 2, 4: above 1 - 1 - 0 = two, below three, one tie.
  [[1, 3], [1, 2, 4], (2 - 3) / 6],
] as const)('of %j against %j is %f', ([a, b, delta]) => {
  expect(cliffsDelta(a, b)).toBeCloseTo(delta, 12);
});

test('there is none of an empty sample', () => {
  expect(cliffsDelta([], [1])).toBeNull();
});
