import { describe, expect, test } from 'vitest';
import { proportion } from './proportion.ts';

describe("Wilson's interval", () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  test.for([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const)('of %i in %i is %f to %f', ([successes, trials, low, high]) => {
    const estimate = proportion(successes, trials);
    expect(estimate?.share).toBe(successes / trials);
    expect(estimate?.low).toBeCloseTo(low, 4);
    expect(estimate?.high).toBeCloseTo(high, 4);
  });

  test('reaches exactly 0 and 1 at the ends', () => {
    expect(proportion(0, 7)?.low).toBe(0);
    expect(proportion(7, 7)?.high).toBe(1);
  });

  test('there is none of no trials, and more successes than trials are refused', () => {
    expect(proportion(0, 0)).toBeNull();
    expect(() => proportion(3, 2)).toThrow(RangeError);
  });
});
