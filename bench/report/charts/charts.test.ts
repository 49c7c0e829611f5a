import { describe, expect, test } from 'vitest';
import { logarithmicValues, thinned, timeLabel } from './axes.ts';
import { type Ecdf, ecdfChart } from './ecdf.ts';
import { type Forest, forestChart } from './forest.ts';
import { isBeaten, paretoChart } from './pareto.ts';
import { narrowLayout, spread, wideLayout } from './svg.ts';

const numbers = (text: string | undefined) => (text ?? '').match(/-?\d+(\.\d+)?/g)?.map(Number);

describe('an axis', () => {
  test('has round values on a logarithmic scale, within its ends', () => {
    expect(logarithmicValues(0.95, 11)).toEqual([1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('keeps only ticks that have room, the preferred ones first', () => {
    const ticks = [0, 10, 20, 30].map((at) => ({ at, label: String(at) }));
    expect(thinned(ticks, 15).map(({ at }) => at)).toEqual([0, 20]);
    expect(thinned(ticks, 15, ({ at }) => at === 10).map(({ at }) => at)).toEqual([10, 30]);
  });

  test('says times in the unit that reads best', () => {
    expect(timeLabel(20).replace('\u00a0', ' ')).toBe('20 ms');
    expect(timeLabel(2000).replace('\u00a0', ' ')).toBe('2 s');
  });
});

test('labels that would lie on each other are moved apart, the others stay', () => {
  expect(spread([10, 12, 50], 18, 0)).toEqual([10, 28, 50]);
  expect(spread([50, 12, 10], 18, 0)).toEqual([50, 28, 10]);
});

describe('the forest plot', () => {
  const row = (ratio: number, isAa = false) => ({
    label: `row ${ratio}`,
    verdict: '',
    distinguishable: !isAa,
    ratio,
    low: ratio * 0.9,
    high: ratio * 1.1,
    isAa,
  });
  const forest: Forest = {
    title: 't',
    description: 'd',
    axisTitle: 'a',
    rows: [row(1, true), row(2), row(0.5)],
    noiseFloor: 0.05,
  };
  const places = (layout: typeof wideLayout) =>
    [...forestChart(forest, layout).markup.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) =>
      Number(x),
    );

  test.for([wideLayout, narrowLayout])(
    'puts a ratio and its reverse at equal distances from 1 ($name)',
    (layout) => {
      const [one = 0, double = 0, half = 0] = places(layout);
      expect(double - one).toBeCloseTo(one - half, 0);
      expect(half).toBeGreaterThan(0);
      expect(double).toBeLessThan(layout.width);
    },
  );

  test('draws the noise floor around 1, and hollow what claims nothing', () => {
    const { markup } = forestChart(forest, wideLayout);
    const [x = 0, , width = 0] = numbers(/<rect (x="[^/]*)class="band"/.exec(markup)?.[1]) ?? [];
    const [one = 0] = places(wideLayout);
    expect(x).toBeLessThan(one);
    expect(x + width).toBeGreaterThan(one);
    expect(markup.match(/mark hollow/g)).toHaveLength(1);
  });
});

describe('the distribution of revocation latency', () => {
  const ecdf: Ecdf = {
    title: 't',
    description: 'd',
    axisTitle: 'a',
    resolutionMs: 0,
    hasLegend: true,
    series: [
      { contender: 'tokens', unseen: 0, endsMs: [2, 4], censored: 0, lifeMs: null, summary: 'all' },
      {
        contender: 'tokens-stateless',
        unseen: 0,
        endsMs: [],
        censored: 2,
        lifeMs: 905_000,
        summary: 'none',
      },
    ],
  };
  const { markup } = ecdfChart(ecdf, wideLayout);
  const curve = (contender: string) =>
    numbers(new RegExp(`d="([^"]*)" class="curve stroke-${contender}"`).exec(markup)?.[1]);

  test('rises by one step for each trial, in the order of time', () => {
    // Relative: across and up, once for each trial.
    const [, , firstAcross, firstUp, secondAcross, secondUp] = curve('vermillion') ?? [];
    expect(firstAcross).toBeGreaterThan(0);
    expect(secondAcross).toBeGreaterThan(0);
    expect(firstUp).toBeLessThan(0);
    expect(firstUp).toBeCloseTo(secondUp ?? 0, 0);
  });

  test('stays on the floor for trials that never ended, marked beyond the watch', () => {
    const [left, bottom, right, ...rest] = curve('orange') ?? [];
    expect(rest).toEqual([]);
    expect(right).toBeGreaterThan(left ?? 0);
    expect(bottom).toBe(328);
    expect(markup).toContain('only expiry ends it');
  });

  test('has no zone of expiry when every trial ended', () => {
    const ended = { ...ecdf, series: ecdf.series.slice(0, 1) };
    expect(ecdfChart(ended, wideLayout).markup).not.toContain('only expiry ends it');
  });

  test('puts the trials that saw no stale accept into one bin, however late their refusals were answered', () => {
    const none = { unseen: 50, endsMs: [], censored: 0, lifeMs: null, summary: 'none seen' };
    const unseen = ['sessions', 'tokens'].map((contender) => ({ ...none, contender }));
    const chart = ecdfChart({ ...ecdf, resolutionMs: 12, series: unseen }, wideLayout).markup;
    const [first, second] = [...chart.matchAll(/d="([^"]*)" class="curve/g)].map(([, d]) => d);
    expect(first).toBe(second);
    expect(chart).toContain('gap ≤ 12.0\u00a0ms');
    expect(chart).toContain('none seen');
    expect(markup).not.toContain('none seen');
  });

  test('gives the lives that only expiry ends an axis of their own length', () => {
    const life = (lifeMs: number, contender: string) => ({
      ...{ contender, unseen: 0, endsMs: [], censored: 10, lifeMs, summary: '' },
    });
    const series = [life(65_000, 'tokens-short'), life(905_000, 'tokens-stateless')];
    const chart = ecdfChart({ ...ecdf, series }, wideLayout).markup;
    const at = (contender: string) =>
      Number(new RegExp(`#mark-${contender}" x="([\\d.]+)"`).exec(chart)?.[1]);
    expect(at('tokens-stateless') - at('tokens-short')).toBeGreaterThan(100);
    expect(chart).toContain('>65\u00a0s<');
    expect(chart).toContain('>15\u00a0min<');
  });
});

describe('the frontier', () => {
  const point = (
    costUs: number,
    lastAcceptMs: number,
    revokedMs: number | null = lastAcceptMs,
    lifeMs: number | null = null,
  ) => ({
    costUs,
    lastAcceptMs,
    revokedMs,
    lifeMs,
  });

  test('a point is beaten by one that is cheaper and not later, or earlier and not dearer', () => {
    expect(isBeaten(point(100, 5), [point(90, 5)])).toBe(true);
    expect(isBeaten(point(100, 5), [point(100, 4)])).toBe(true);
    expect(isBeaten(point(100, 5), [point(90, 6), point(110, 4)])).toBe(false);
  });

  test('a point does not beat itself', () => {
    expect(isBeaten(point(100, 5), [point(100, 5)])).toBe(false);
  });

  test('contenders without a stale accept are equally quick, however long their refusals took', () => {
    expect(isBeaten(point(100, 0, 2), [point(110, 0, 1)])).toBe(false);
    expect(isBeaten(point(100, 0, 1), [point(90, 0, 2)])).toBe(true);
  });

  test('one that only expiry ends is later than all', () => {
    expect(isBeaten(point(100, 0, null), [point(90, 900)])).toBe(true);
    expect(isBeaten(point(80, 0, null), [point(90, 900)])).toBe(false);
  });

  test('of two that only expiry ends, the one with the shorter life is earlier', () => {
    expect(isBeaten(point(100, 0, null, 905_000), [point(100, 0, null, 65_000)])).toBe(true);
    expect(isBeaten(point(100, 0, null, 65_000), [point(100, 0, null, 905_000)])).toBe(false);
  });
});

test('a trade-off whose revocations were over in the first moment still has an axis', () => {
  const point = {
    contender: 'sessions',
    revokedMs: 0,
    medianMs: 0,
    lastAcceptMs: 0,
    lifeMs: null,
    costUs: 100,
    lowUs: 90,
    highUs: 110,
    onFrontier: true,
    caveat: '',
  };
  const words = { title: 't', description: 'd', measure: 'CPU' };
  const pareto = { ...words, points: [point], resolutionMs: 0 };
  expect(paretoChart(pareto, wideLayout).markup).not.toContain('NaN');
});
