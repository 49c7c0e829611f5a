import { expect, test } from 'vitest';
import { type BlockValue, bootEffect } from './boot-effect.ts';

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
