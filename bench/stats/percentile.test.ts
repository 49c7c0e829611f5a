import { describe, expect, test } from 'vitest';
import { carries, median, percentileOf, quantileOf } from './percentile.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, index) => n - index);

describe('which percentiles a sample carries', () => {
  test.for([
    [0.5, 20],
    [0.9, 100],
    [0.99, 1_000],
    [0.999, 10_000],
  ] as const)('%f needs %i values', ([share, needed]) => {
    expect(carries(needed, share)).toBe(true);
    expect(carries(needed - 1, share)).toBe(false);
  });

  test('a percentile that is not carried is null and not the largest value', () => {
    expect(percentileOf(upTo(999), 0.99)).toBeNull();
    expect(percentileOf(upTo(1_000), 0.99)).toBe(990);
  });
});

describe('quantileOf', () => {
  test.for([
    [100, 0.99, 99],
    [100, 0.5, 50],
    [100, 1, 100],
    [100, 0, 1],
    [10, 0.95, 10],
    [4, 0.5, 2],
  ] as const)('of 1 to %i at %f is %i', ([n, share, value]) => {
    expect(quantileOf(upTo(n), share)).toBe(value);
  });

  test('of none is null', () => {
    expect(quantileOf([], 0.5)).toBeNull();
  });
});

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNull();
});
