import { expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { kolmogorovTail, uniformDistance, uniformityPValue } from './uniformity.ts';

test('the distance of a hand-computed sample', () => {
  // Steps at 0.1, 0.4, 0.7: the largest gap is before the last step's end, 1 - 0.7.
  expect(uniformDistance([0.4, 0.1, 0.7])).toBeCloseTo(0.3, 12);
  // All at one half: 0.5 on either side.
  expect(uniformDistance([0.5, 0.5])).toBeCloseTo(0.5, 12);
  expect(uniformDistance([])).toBeNull();
});

test.for([
  // Stephens 1974, table 1 (case 0): 10 %, 5 %, 1 %.
  [1.224, 0.1],
  [1.358, 0.05],
  [1.628, 0.01],
] as const)('the tail at the tabled point %d is %d', ([point, tail]) => {
  expect(kolmogorovTail(point)).toBeCloseTo(tail, 3);
});

test('uniform samples are rejected at 5 % about as often as that', () => {
  const random = createRandom(7);
  const samples = 2000;
  let rejected = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const values = Array.from({ length: 20 }, () => random.uniform());
    if ((uniformityPValue(values) ?? 1) < 0.05) rejected += 1;
  }
  // 0.05 with four standard errors of 0.0049.
  expect(rejected / samples).toBeGreaterThan(0.03);
  expect(rejected / samples).toBeLessThan(0.07);
});

test('a constant and a normal sample are no uniform ones', () => {
  const random = createRandom(8);
  expect(uniformityPValue(Array.from({ length: 20 }, () => 0.9))).toBeLessThan(1e-6);
  const squeezed = Array.from({ length: 60 }, () => 0.5 + 0.1 * random.normal());
  expect(uniformityPValue(squeezed)).toBeLessThan(0.001);
});
