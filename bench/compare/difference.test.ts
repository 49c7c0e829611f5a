import { describe, expect, test } from 'vitest';
import type { Comparison } from '../result/lookup.ts';
import { inverted } from './difference.ts';

const comparison: Comparison = {
  a: 'floor',
  b: 'tokens',
  kind: 'secondary',
  metric: 'replicaCpuUsPerRequest',
  blocks: 40,
  ratio: 0.25,
  low: 0.2,
  high: 0.4,
  mdePercent: 2,
  pValue: 0.001,
  lag1: 0,
  bootFactor: null,
  byBoot: { boots: 3, ratio: 0.25, low: 0.1, high: 0.5 },
  verdict: 'costs-less',
};

describe('a comparison the other way round', () => {
  test('has the reverse of its ratio, and the ends of its interval exchanged', () => {
    expect(inverted(comparison)).toMatchObject({
      a: 'tokens',
      b: 'floor',
      ratio: 4,
      low: 2.5,
      high: 5,
      byBoot: { boots: 3, ratio: 4, low: 2, high: 10 },
      verdict: 'costs-more',
    });
  });

  test('twice is itself', () => {
    expect(inverted(inverted(comparison))).toEqual(comparison);
  });

  test('of nothing is nothing, and equal stays equal', () => {
    const nothing = inverted({ ...comparison, ratio: null, low: null, high: null, byBoot: null });
    expect(nothing).toMatchObject({ ratio: null, low: null, high: null, byBoot: null });
    expect(inverted({ ...comparison, verdict: 'equivalent' }).verdict).toBe('equivalent');
  });
});
