import { describe, expect, test } from 'vitest';
import { holm, verdictOf } from './verdict.ts';

const quietMachine = { low: 0.995, high: 1.005 };
const noisyMachine = { low: 1 / 1.08, high: 1.08 };

describe('verdictOf', () => {
  test.for([
    ['a clear effect above the noise', 1.3, 1.2, 1.4, quietMachine, 'costs-more'],
    ['a clear saving', 0.7, 0.65, 0.75, quietMachine, 'costs-less'],
    ['an interval that holds 1', 1.1, 0.98, 1.24, quietMachine, 'not-distinguishable'],
    ['an effect below 2 %, however sure', 1.015, 1.01, 1.02, quietMachine, 'equivalent'],
    ['3 % on a quiet machine', 1.03, 1.02, 1.04, quietMachine, 'costs-more'],
    ['3 % within the noise of the A/A pair', 1.03, 1.02, 1.04, noisyMachine, 'equivalent'],
    ['7 % within the noise of the A/A pair', 1.07, 1.06, 1.08, noisyMachine, 'not-distinguishable'],
    ['an interval within 5 % that holds 1', 1.0, 0.96, 1.04, quietMachine, 'equivalent'],
    ['an interval that just leaves 5 %', 1.0, 0.96, 1.051, quietMachine, 'not-distinguishable'],
  ] as const)('%s: a ratio of %f from %f to %f', ([, ratio, low, high, aa, verdict]) => {
    expect(verdictOf({ ratio, low, high }, aa)).toBe(verdict);
  });

  test('judges a against b as it judges b against a', () => {
    const forward = { ratio: 1.0203, low: 1.001, high: 1.04 };
    const backward = { ratio: 1 / 1.0203, low: 1 / 1.04, high: 1 / 1.001 };
    expect(verdictOf(forward, quietMachine)).toBe('costs-more');
    expect(verdictOf(backward, quietMachine)).toBe('costs-less');
  });

  test('without an A/A pair 2 % alone is the threshold, and without an estimate there is nothing to tell', () => {
    expect(verdictOf({ ratio: 1.03, low: 1.02, high: 1.04 }, null)).toBe('costs-more');
    expect(verdictOf(null, quietMachine)).toBe('not-distinguishable');
  });
});

test.for([
  // As R's p.adjust(p, "holm") prints them.
  [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.05, 0.08, 0.09, 0.09, 0.09],
  ],
  [
    [0.01, 0.04, 0.03, 0.005],
    [0.03, 0.06, 0.06, 0.02],
  ],
  [
    [0.5, 0.9],
    [1, 1],
  ],
  [[0.02], [0.02]],
  [[], []],
] as const)('%j becomes %j', ([pValues, adjusted]) => {
  const found = holm(pValues);
  expect(found).toHaveLength(adjusted.length);
  for (const [index, value] of adjusted.entries()) expect(found[index]).toBeCloseTo(value, 12);
});
