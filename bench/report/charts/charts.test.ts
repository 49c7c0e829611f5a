import { describe, expect, test } from 'vitest';
import { heatTable } from '../sections/failover.ts';
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
    resolutionMs: 1,
    hasLegend: true,
    series: [
      { contender: 'tokens', endsMs: [4, 2], censored: 0, summary: 'all' },
      { contender: 'tokens-stateless', endsMs: [], censored: 2, summary: 'none' },
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
    expect(markup).toContain('beyond the watch');
  });

  test('has no zone beyond the watch when every trial ended', () => {
    const [series] = ecdf.series;
    const ended = { ...ecdf, series: series === undefined ? [] : [series] };
    expect(ecdfChart(ended, wideLayout).markup).not.toContain('beyond the watch');
  });

  test('shades what is too short to see', () => {
    expect(markup).toContain('too short to see');
    expect(ecdfChart({ ...ecdf, resolutionMs: null }, wideLayout).markup).not.toContain(
      'class="band"',
    );
  });
});

describe('the frontier', () => {
  const point = (
    costUs: number,
    lastAcceptMs: number,
    revokedMs: number | null = lastAcceptMs,
  ) => ({
    costUs,
    lastAcceptMs,
    revokedMs,
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
});

test('a trade-off whose revocations were over in the first moment still has an axis', () => {
  const point = {
    contender: 'sessions',
    revokedMs: 0,
    medianMs: 0,
    lastAcceptMs: 0,
    costUs: 100,
    lowUs: 90,
    highUs: 110,
    onFrontier: true,
    caveat: '',
  };
  const pareto = { title: 't', description: 'd', points: [point], resolutionMs: null };
  expect(paretoChart(pareto, wideLayout).markup).not.toContain('NaN');
});

test('a heat cell says in words and signs what its colour says, and leads to its timeline', () => {
  const cell = {
    fault: 'redis-down',
    failed: 3,
    falseRejects: 0,
    surprise: true,
    href: '#there',
    faultHref: '#f',
  };
  const table = heatTable('t', [
    { ...cell, contender: 'tokens', outcome: 'accepted-revoked', falseAccepts: 12 },
  ]);
  expect(table.rows[0]?.[1]).toEqual({
    text: '◆\u00a012 revoked let in, ▲\u00a03 failed; ‼ not as expected',
    tone: 'bad',
    href: '#there',
  });
});
