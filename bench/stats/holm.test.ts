import { expect, test } from 'vitest';
import { holm } from './holm.ts';

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
