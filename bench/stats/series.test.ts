import { describe, expect, test } from 'vitest';
import { driftOf, serialCorrelation } from './series.ts';

describe('serialCorrelation', () => {
  test('of 1, 2, 3, 4, 5 is 4 / 10, which leaves 15 / 7 independent values', () => {
    // Deviations -2 -1 0 1 2: products of neighbours 2 + 0 + 0 + 2, squares 10. 5 x 0.6 / 1.4.
    const found = serialCorrelation([1, 2, 3, 4, 5]);
    expect(found.lag1).toBeCloseTo(0.4, 12);
    expect(found.effectiveCount).toBeCloseTo(15 / 7, 12);
  });

  test('a negative correlation neither adds values nor takes any away', () => {
    const found = serialCorrelation([1, -1, 1, -1, 1, -1]);
    expect(found.lag1).toBeCloseTo(-5 / 6, 12);
    expect(found.effectiveCount).toBe(6);
  });

  test('a slow drift over many blocks never leaves fewer than two values', () => {
    const found = serialCorrelation(Array.from({ length: 100 }, (_, block) => block));
    expect(found.lag1).toBeGreaterThan(0.9);
    expect(found.effectiveCount).toBe(2);
  });

  test('of too few or equal values is 0', () => {
    expect(serialCorrelation([])).toMatchObject({ lag1: 0, effectiveCount: 0 });
    expect(serialCorrelation([1, 2])).toMatchObject({ lag1: 0, effectiveCount: 2 });
    expect(serialCorrelation([3, 3, 3, 3])).toMatchObject({ lag1: 0, effectiveCount: 4 });
  });
});

const wobble = [0.001, -0.001, 0.0005, -0.0005];

/** Ten blocks whose cost changes by this share per block, with a small wobble that is the same each time. */
const boot = (number: number, changePerBlock: number) =>
  Array.from({ length: 10 }, (_, block) => ({
    boot: number,
    block: number * 10 + block,
    cost: 100 * Math.exp(changePerBlock * block + (wobble[block % 4] ?? 0)),
  }));

describe('driftOf', () => {
  test('a cost that falls by 1 % a block is warming, by 8.6 % over nine steps', () => {
    const drift = driftOf([...boot(0, -0.01), ...boot(1, -0.01)]);
    expect(drift.label).toBe('warming');
    expect(drift.percentPerBoot).toBeCloseTo(100 * (Math.exp(-0.09) - 1), 0);
  });

  test('a cost that rises is slowing', () => {
    expect(driftOf(boot(0, 0.01)).label).toBe('slowing');
  });

  test('a change below 2 % over the boot is flat, however sure', () => {
    expect(driftOf(boot(0, 0.002)).label).toBe('flat');
  });

  test('noise without a trend is flat, however large', () => {
    const noisy = boot(0, 0).map((point, index) => ({
      ...point,
      cost: index % 2 === 0 ? 80 : 120,
    }));
    expect(driftOf(noisy).label).toBe('flat');
  });

  test('boots that do not agree are inconsistent', () => {
    expect(driftOf([...boot(0, -0.01), ...boot(1, 0.01)]).label).toBe('inconsistent');
    expect(driftOf([...boot(0, -0.01), ...boot(1, 0)]).label).toBe('inconsistent');
  });

  test('too few blocks tell nothing and are called flat', () => {
    expect(driftOf(boot(0, 0.5).slice(0, 2))).toEqual({ label: 'flat', percentPerBoot: 0 });
    expect(driftOf([])).toEqual({ label: 'flat', percentPerBoot: 0 });
  });
});
