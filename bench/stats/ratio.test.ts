import { describe, expect, test } from 'vitest';
import {
  type BlockValue,
  bootEffect,
  halfWidthPercent,
  mdePercent,
  pairedRatio,
  pairedRatioByBoot,
} from './ratio.ts';

/** Pairs whose log ratios are the given ones. */
const pairsOf = (logRatios: readonly number[]) =>
  logRatios.map((d) => ({ a: 100 * Math.exp(d), b: 100 }));

describe('pairedRatio', () => {
  test('is the t interval of the log ratios, taken back to ratios', () => {
    // Mean 0.1, sd 0.1, n = 3, no positive lag-1 correlation: reach = t(0.975, 2) 0.1 / sqrt(3) = 4.302653 x 0.0577350.
    const estimate = pairedRatio(pairsOf([0.1, 0, 0.2]));
    const reach = (4.30265273 * 0.1) / Math.sqrt(3);
    expect(estimate?.n).toBe(3);
    expect(estimate?.ratio).toBeCloseTo(Math.exp(0.1), 9);
    expect(estimate?.sd).toBeCloseTo(0.1, 9);
    expect(estimate?.low).toBeCloseTo(Math.exp(0.1 - reach), 7);
    expect(estimate?.high).toBeCloseTo(Math.exp(0.1 + reach), 7);
    // t = 0.1 / 0.0577350 = 1.7320508 with 2 degrees: p = 1 - t / sqrt(2 + t^2) = 1 - sqrt(3 / 5).
    expect(estimate?.pValue).toBeCloseTo(1 - Math.sqrt(3 / 5), 9);
  });

  test('of b to a is the reverse of a to b', () => {
    const pairs = [
      { a: 210, b: 100 },
      { a: 95, b: 52 },
      { a: 330, b: 148 },
      { a: 101, b: 49 },
    ];
    const there = pairedRatio(pairs);
    const back = pairedRatio(pairs.map(({ a, b }) => ({ a: b, b: a })));
    expect(back?.ratio).toBeCloseTo(1 / (there?.ratio ?? 0), 12);
    expect(back?.low).toBeCloseTo(1 / (there?.high ?? 0), 12);
    expect(back?.pValue).toBeCloseTo(there?.pValue ?? 0, 12);
  });

  test('does not see what a block does to both', () => {
    const quiet = [110, 112, 108, 111].map((a) => ({ a, b: 100 }));
    const loaded = quiet.map(({ a, b }, block) => ({ a: a * (1 + block), b: b * (1 + block) }));
    expect(pairedRatio(loaded)?.ratio).toBeCloseTo(pairedRatio(quiet)?.ratio ?? 0, 12);
    expect(pairedRatio(loaded)?.sd).toBeCloseTo(pairedRatio(quiet)?.sd ?? 0, 12);
  });

  test('is wider when neighbouring blocks move together', () => {
    const together = [0.1, 0.1, 0.1, 0.1, -0.1, -0.1, -0.1, -0.1];
    const alternating = [0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, -0.1];
    const wide = pairedRatio(pairsOf(together));
    const narrow = pairedRatio(pairsOf(alternating));
    expect(wide?.correlation.lag1).toBeCloseTo(5 / 8, 12);
    expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan(
      2 * ((narrow?.high ?? 0) - (narrow?.low ?? 0)),
    );
  });

  test('there is none of fewer than two pairs, and costs of 0 are refused', () => {
    expect(pairedRatio([])).toBeNull();
    expect(pairedRatio([{ a: 2, b: 1 }])).toBeNull();
    expect(() => pairedRatio([{ a: 0, b: 1 }])).toThrow(RangeError);
    expect(() => pairedRatio([{ a: 1, b: Number.NaN }])).toThrow(RangeError);
  });
});

test('by boot, the boots are the values: two boots have one degree of freedom', () => {
  const estimate = pairedRatioByBoot([
    ...pairsOf([0.1, 0.3]).map((pair) => ({ ...pair, boot: 0 })),
    ...pairsOf([0.4]).map((pair) => ({ ...pair, boot: 1 })),
  ]);
  // Boot means 0.2 and 0.4: mean 0.3, sd 0.141421, reach = 12.706205 x 0.1.
  expect(estimate?.n).toBe(2);
  expect(estimate?.ratio).toBeCloseTo(Math.exp(0.3), 9);
  expect(Math.log(estimate?.high ?? 0)).toBeCloseTo(0.3 + 1.2706204736, 7);
  expect(pairedRatioByBoot(pairsOf([1, 2]).map((pair) => ({ ...pair, boot: 0 })))).toBeNull();
});

test('mdePercent: sd 0.05 and 10 blocks find 5.1 %', () => {
  // (t(0.975, 9) + t(0.8, 9)) x 0.05 / sqrt(10) = (2.262157 + 0.883404) x 0.0158114 = 0.0497357.
  const found = mdePercent({ standardError: 0.05 / Math.sqrt(10), degrees: 9 });
  expect(found).toBeCloseTo(100 * (Math.exp(0.0497357) - 1), 4);
});

test('boots that differ four times as much as blocks explain double the standard error', () => {
  const pairs = [1.1, 0.9, 1.1, 0.9, 0.9, 1.1, 0.9, 1.1].map((a) => ({ a, b: 1 }));
  const plain = pairedRatio(pairs);
  const widened = pairedRatio(pairs, { factor: 4, degrees: 14 });
  expect(widened?.ratio).toBe(plain?.ratio);
  expect(widened?.standardError).toBeCloseTo(2 * (plain?.standardError ?? 0), 12);
  expect(pairedRatio(pairs, { factor: 1, degrees: 2 })).toEqual(plain);
});

test('halfWidthPercent: an interval from 1/1.1 to 1.1 is 10 % wide to each side', () => {
  expect(halfWidthPercent({ low: 1 / 1.1, high: 1.1 })).toBeCloseTo(10, 10);
});

const arm = (...boots: number[][]): BlockValue[] =>
  boots.flatMap((values, boot) =>
    values.map((value, index) => ({ boot, block: 100 * boot + index, value })),
  );

test('F between boots over within, by hand: 4 over 0.5', () => {
  // Less the mean of both arms the first has 0.5, 1.5 and 2.5, 3.5, the other the same below zero.
  // Boot means 1 and 3 about 2: between = (2 + 2) / 1. Within = 4 x 0.25 / 2. F = 8 in both arms.
  const effect = bootEffect([arm([1, 3], [5, 7]), arm([0, 0], [0, 0])]);
  expect(effect?.factor).toBeCloseTo(8, 12);
  expect(effect?.degrees).toBe(1);
});

test('what a boot does to all arms alike is no effect on their ratios, and never narrows an interval', () => {
  const [one, two] = [
    [0.1, -0.1, 0.3, -0.3],
    [-0.2, 0.2, 0.1, -0.1],
  ] as const;
  const slower = (values: readonly number[]) => values.map((value) => value + 5);
  const effect = bootEffect([arm([...one], slower(two)), arm([...two], slower(one))]);
  expect(effect?.factor).toBe(1);
});

test('a block that lacks an arm is left out', () => {
  const whole = [arm([1, 3], [5, 7]), arm([0, 0], [0, 0])];
  const [first = [], second = []] = whole;
  const odd = [...first, { boot: 1, block: 999, value: 1e6 }];
  expect(bootEffect([odd, second])).toEqual(bootEffect(whole));
});

test('one boot, or one arm, tells nothing', () => {
  expect(bootEffect([arm([1, 2, 3]), arm([3, 2, 1])])).toBeNull();
  expect(bootEffect([arm([1, 2], [3, 4])])).toBeNull();
});
