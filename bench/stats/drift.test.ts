import { describe, expect, test } from 'vitest';
import { driftOf } from './drift.ts';

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
