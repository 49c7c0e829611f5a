import { median } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { percent } from '../format.ts';
import { html, type Markup, pathData } from '../markup.ts';
import { horizontalAxis } from './axis.ts';
import { strokeOf } from './contender-mark.ts';
import { type Layout, line, path, svg, text } from './svg.ts';

export interface DriftPoint {
  readonly atMs: number;
  readonly value: number;
  readonly valid: boolean;
}

export interface DriftSeries {
  readonly arm: string;
  readonly contender: string;
  readonly points: readonly DriftPoint[];
}

export interface Drift {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly series: readonly DriftSeries[];
  readonly durationMs: number;
}

const rowHeight = { wide: 46, narrow: 62 };
/** Deviation from the arm's own median at which a point touches the edge of its row. */
const edge = 0.3;

/** One strip per arm, in the order of time: what the machine did to everybody, and that the arms took turns. */
export function driftChart(drift: Drift, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const height = rowHeight[layout.name];
  const plot = { left: narrow ? 12 : 170, right: layout.width - (narrow ? 12 : 120), top: 6 };
  const bottom = plot.top + drift.series.length * height;
  const x = scaleLinear([0, drift.durationMs], [plot.left, plot.right]);
  const seconds = x.ticks(narrow ? 4 : 8);
  const body = html`${horizontalAxis({
    ticks: seconds.map((atMs) => ({ at: x(atMs), label: `${Math.round(atMs / 1000)}` })),
    top: plot.top,
    bottom,
    titleX: (plot.left + plot.right) / 2,
    title: 'seconds since the start of the run',
  })}${drift.series.map((series, index) => strip(series, x, plot.top + index * height, layout))}`;
  const { id, title, description } = drift;
  return svg({ id, title, description, width: layout.width, height: bottom + 50, body });
}

function strip(
  series: DriftSeries,
  x: (value: number) => number,
  top: number,
  { name, width }: Layout,
): Markup {
  const narrow = name === 'narrow';
  const height = rowHeight[name];
  const middle = narrow ? top + 40 : top + height / 2;
  const reach = (height - (narrow ? 22 : 8)) / 2;
  const center = median(series.points, (point) => point.value) ?? 1;
  const y = (value: number) => {
    const deviation = Math.log(value / center) / edge;
    return middle - reach * Math.max(-1, Math.min(1, deviation));
  };
  const valid = series.points.filter((point) => point.valid && point.value > 0);
  const invalid = series.points.filter((point) => !point.valid);
  const drifted = `${percent(driftPercent(series.points))} drift`;
  const labels = narrow
    ? html`${text(12, top + 12, series.arm, { style: 'strong small' })}${text(width - 12, top + 12, drifted, { anchor: 'end', style: 'soft small' })}`
    : html`${text(0, middle, series.arm, { style: 'strong' })}${text(width, middle, drifted, { anchor: 'end', style: 'soft small' })}`;
  return html`${labels}
${line(narrow ? 12 : 170, middle, width - (narrow ? 12 : 120), middle, 'grid')}
${path(pathData(...valid.flatMap((point) => ['M', x(point.atMs), y(point.value), 'h', 0])), `dots ${strokeOf(series.contender)}`)}
${invalid.map((point) => text(x(point.atMs), middle, '×', { anchor: 'middle', style: 'soft small' }))}`;
}

/** How far the last third of the run lies from the first, in percent; null with fewer than six valid points. */
export function driftPercent(points: readonly DriftPoint[]): number | null {
  const valid = points.filter((point) => point.valid).sort((a, b) => a.atMs - b.atMs);
  const third = Math.floor(valid.length / 3);
  if (third < 2) return null;
  const first = median(valid.slice(0, third), (point) => point.value);
  const last = median(valid.slice(-third), (point) => point.value);
  return first === undefined || last === undefined ? null : 100 * (last / first - 1);
}
