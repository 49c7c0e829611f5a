import { describe, expect, test } from 'vitest';
import { survival, survivalQuantile } from './survival.ts';

describe('survival', () => {
  test('gives the published estimate for 6-MP remission times (Freireich et al., Blood 21, 1963)', () => {
    const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map((ms) => ({ ms, censored: false }));
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((ms) => ({
      ms,
      censored: true,
    }));
    const steps = survival([...censored, ...ended]);
    const found = steps
      .filter((step) => step.ended > 0)
      .map((step) => [step.atMs, step.atRisk, 1 - step.endedShare]);
    const published = [
      [6, 21, 0.857],
      [7, 17, 0.807],
      [10, 15, 0.753],
      [13, 12, 0.69],
      [16, 11, 0.627],
      [22, 7, 0.538],
      [23, 6, 0.448],
    ];
    expect(found).toHaveLength(published.length);
    for (const [index, [atMs, atRisk, share]] of published.entries()) {
      expect(found[index]?.slice(0, 2)).toEqual([atMs, atRisk]);
      expect(found[index]?.[2]).toBeCloseTo(share ?? 0, 3);
    }
    expect(survivalQuantile(steps, 0.5)).toBe(23);
    expect(survivalQuantile(steps, 0.6)).toBeNull();
    expect(steps.reduce((sum, step) => sum + step.censored, 0)).toBe(12);
  });

  test('without censoring it is the empirical distribution', () => {
    const steps = survival([4, 1, 2, 2].map((ms) => ({ ms, censored: false })));
    expect(steps.map(({ atMs, endedShare }) => [atMs, endedShare])).toEqual([
      [1, 0.25],
      [2, 0.75],
      [4, 1],
    ]);
    expect(survivalQuantile(steps, 0.75)).toBe(2);
  });

  test('when nothing ended, nothing is known of any quantile', () => {
    const steps = survival([5, 5, 9].map((ms) => ({ ms, censored: true })));
    expect(steps.map(({ endedShare }) => endedShare)).toEqual([0, 0]);
    expect(survivalQuantile(steps, 0.01)).toBeNull();
    expect(survival([])).toEqual([]);
  });
});
