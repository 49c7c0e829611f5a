import { describe, expect, test } from 'vitest';
import { heatTable } from '../sections/failover/matrix.ts';
import { type Timeline, timelineChart } from './timeline.ts';

const numbers = (text: string | undefined) => (text ?? '').match(/-?\d+(\.\d+)?/g)?.map(Number);

describe('the timeline', () => {
  const column = (atMs: number, ok: number, falseAccept: number) => ({
    atMs,
    perSecond: { ok, degraded: 0, 'false-reject': 0, failed: 0, 'false-accept': falseAccept },
  });
  const timeline: Timeline = {
    title: 't',
    columns: [column(-100, 10, 0), column(0, 10, 0), column(100, 5, 5)],
    endMs: 200,
    marks: [{ atMs: 0, label: 'Redis killed' }],
    ejections: [],
    errorWindow: { fromMs: 100, toMs: 200 },
    scale: { fromMs: -100, toMs: 200, above: 10, below: 5 },
    axesId: 'axes',
    definesAxes: true,
  };
  const { markup } = timelineChart(timeline);
  const band = (name: string) => new RegExp(`d="([^"]*)" class="band-${name}"`).exec(markup)?.[1];

  test('draws a quiet stretch as one step', () => {
    expect(band('ok')?.match(/h/g)).toHaveLength(2);
  });

  test('draws revoked credentials that were accepted below the line, everything else above it', () => {
    const line = numbers(/<path d="([^"]*)" class="axis"/.exec(markup)?.[1])?.[1] ?? 0;
    const heights = (path = '') => {
      let at = numbers(path)?.[1] ?? 0;
      return [...path.matchAll(/v(-?\d+)/g)].map(([, step]) => (at += Number(step)));
    };
    expect(Math.max(...heights(band('false-accept')))).toBeGreaterThan(line);
    expect(Math.max(...heights(band('ok')))).toBeLessThanOrEqual(line + 1);
    expect(Math.min(...heights(band('ok')))).toBeLessThan(line);
  });

  test('leaves out what did not happen', () => {
    expect(band('failed')).toBeUndefined();
  });

  test('marks the fault and brackets the error window', () => {
    expect(markup).toContain('Redis killed');
    expect(markup).toContain('class="bracket"');
    expect(timelineChart({ ...timeline, errorWindow: null }).markup).not.toContain(
      'class="bracket"',
    );
  });

  test('keeps its labels apart and inside, however near each other the marks are', () => {
    const label = 'Redis started again, empty';
    const close = [-90, -80, 195].map((atMs) => ({ atMs, label }));
    const found = timelineChart({ ...timeline, marks: close }).markup.matchAll(
      new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)"( class="end")?>${label}`, 'g'),
    );
    const places = [...found].map(([, x, y, end]) => ({ x: Number(x), y, end: end !== undefined }));
    expect(new Set(places.map(({ y }) => y)).size).toBe(3);
    expect(places.map(({ end }) => end)).toEqual([false, false, true]);
  });

  test('uses the axes of the first panel in the others', () => {
    expect(markup).toContain('<g id="axes">');
    const other = timelineChart({ ...timeline, definesAxes: false }).markup;
    expect(other).toContain('<use href="#axes"/>');
    expect(other).not.toContain('<g id="axes">');
  });
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
    text: '✗\u00a012 revoked let in, 3 failed; not as expected',
    tone: 'bad',
    href: '#there',
  });
});
