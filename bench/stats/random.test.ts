import { describe, expect, test } from 'vitest';
import { createRandom, xoshiro128starstar } from './random.ts';

describe('xoshiro128**', () => {
  test('gives the first ten numbers of the reference implementation from the state 1, 2, 3, 4', () => {
    // From xoshiro128starstar.c 1.1 (prng.di.unimi.it), as also published in the tests of rand_xoshiro.
    const next = xoshiro128starstar([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });
});

describe('createRandom', () => {
  const draws = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => random.uniform());
  };

  test('repeats itself from the same seed, and not from another', () => {
    expect(draws(42)).toEqual(draws(42));
    expect(draws(42)).not.toEqual(draws(43));
  });

  test('a named stream does not depend on what was drawn before', () => {
    const fresh = createRandom(42).stream('order').uniform();
    const used = createRandom(42);
    used.uniform();
    expect(used.stream('order').uniform()).toBe(fresh);
    expect(used.stream('phase').uniform()).not.toBe(fresh);
  });

  test('a shuffle keeps every item once and leaves the given list alone', () => {
    const list = Object.freeze(['a', 'b', 'c', undefined, 'a']);
    const shuffled = createRandom(1).shuffle(list);
    expect(shuffled.toSorted()).toEqual([...list].toSorted());
  });

  test('a shuffle gives each of the six orders of three equally often', () => {
    const random = createRandom(5);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6_000; round++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1_000) ** 2 / 1_000, 0);
    expect(counts.size).toBe(6);
    // The 0.999 quantile of chi-square with five degrees of freedom.
    expect(chiSquare).toBeLessThan(20.5);
  });

  test('uniform numbers fill [0, 1) evenly and integers stay below their bound', () => {
    const random = createRandom(9);
    const uniforms = Array.from({ length: 10_000 }, () => random.uniform());
    expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniforms)).toBeLessThan(1);
    expect(uniforms.reduce((a, b) => a + b) / 10_000).toBeCloseTo(0.5, 1);
    const integers = Array.from({ length: 1_000 }, () => random.integer(3));
    expect(new Set(integers)).toEqual(new Set([0, 1, 2]));
  });

  test('normal deviates have mean 0 and variance 1', () => {
    const random = createRandom(11);
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    const mean = normals.reduce((a, b) => a + b) / normals.length;
    const variance = normals.reduce((sum, z) => sum + (z - mean) ** 2, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });
});
