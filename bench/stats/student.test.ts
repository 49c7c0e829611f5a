import { describe, expect, test } from 'vitest';
import { normalQuantile } from './proportion.ts';
import { incompleteBeta, tCdf, tQuantile, tTwoSided } from './student.ts';

describe('t quantiles', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  test.for([
    [0.9, 1, 3.078],
    [0.975, 1, 12.706],
    [0.95, 2, 2.92],
    [0.975, 2, 4.303],
    [0.975, 5, 2.571],
    [0.975, 9, 2.262],
    [0.95, 10, 1.812],
    [0.975, 10, 2.228],
    [0.995, 10, 3.169],
    [0.999, 20, 3.552],
    [0.975, 30, 2.042],
    [0.975, 100, 1.984],
  ] as const)(
    'of %f with %i degrees of freedom is %f, as in the NIST table',
    ([share, degrees, table]) => {
      expect(tQuantile(share, degrees)).toBeCloseTo(table, 3);
    },
  );

  test('are symmetric, and undo the distribution function', () => {
    expect(tQuantile(0.025, 7)).toBe(-tQuantile(0.975, 7));
    expect(tQuantile(0.5, 7)).toBeCloseTo(0, 12);
    for (const degrees of [1.5, 3, 11.7, 250])
      expect(tCdf(tQuantile(0.93, degrees), degrees)).toBeCloseTo(0.93, 12);
  });

  test('refuse shares outside 0 to 1 and no degrees of freedom', () => {
    expect(() => tQuantile(1, 5)).toThrow(RangeError);
    expect(() => tQuantile(Number.NaN, 5)).toThrow(RangeError);
    expect(() => tCdf(1, 0)).toThrow(RangeError);
  });
});

describe('the t distribution function', () => {
  test.for([-30, -2, -0.1, 0, 0.7, 3, 200])(
    'at %f has the closed form of 1 and 2 degrees of freedom',
    (t) => {
      expect(tCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      expect(tCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
    },
  );

  test('gives a two-sided p of 1 at 0 and of 0.05 at the 0.975 quantile', () => {
    expect(tTwoSided(0, 9)).toBe(1);
    expect(tTwoSided(2.2621571628540993, 9)).toBeCloseTo(0.05, 10);
    expect(tTwoSided(-2.2621571628540993, 9)).toBeCloseTo(0.05, 10);
  });
});

describe('the incomplete beta function', () => {
  test('has its closed forms: x^a for b = 1, and 1 - (1 - x)^b for a = 1', () => {
    for (const x of [0.01, 0.3, 0.5, 0.9]) {
      expect(incompleteBeta(x, 3.5, 1)).toBeCloseTo(x ** 3.5, 13);
      expect(incompleteBeta(x, 1, 4.2)).toBeCloseTo(1 - (1 - x) ** 4.2, 13);
    }
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });
});

describe('normal quantiles', () => {
  // Published with AS 241: 0.25, 0.001 and 1e-20 give these.
  test.for([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.26234008979841],
    [0.975, 1.959963984540054],
    [0.8, 0.8416212335729143],
  ] as const)('of %f is %f', ([share, z]) => {
    expect(normalQuantile(share)).toBeCloseTo(z, 12);
  });

  test('are the limit of the t quantiles', () => {
    expect(tQuantile(0.975, 1e6)).toBeCloseTo(normalQuantile(0.975), 5);
  });

  test('refuse the ends, where they are infinite', () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});
