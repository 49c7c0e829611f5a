import { median, quantile } from 'd3-array';
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
/** More dots than this in one strip run into each other and only make the page heavy. */
const mostDots = 300;

/** Deviation from its arm's median, as a share, at which a dot touches the edge of its strip. */
export function driftEdge(series: readonly DriftSeries[]): number {
  const deviations = series.flatMap(({ points }) => {
    const valid = points.filter((point) => point.valid).map((point) => point.value);
    const center = median(valid) ?? 1;
    return valid.map((value) => Math.abs(Math.log(value / center)));
  });
  // One wild trial does not flatten all the others: it is drawn at the edge.
  return Math.expm1(Math.max(0.1, quantile(deviations, 0.99) ?? 0));
}

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
  })}${drift.series.map((series, index) => strip(series, driftEdge(drift.series), x, plot.top + index * height, layout))}`;
  const { id, title, description } = drift;
  return svg({ id, title, description, width: layout.width, height: bottom + 50, body });
}

function strip(
  series: DriftSeries,
  edge: number,
  x: (value: number) => number,
  top: number,
  { name, width }: Layout,
): Markup {
  const narrow = name === 'narrow';
  const height = rowHeight[name];
  const middle = narrow ? top + 40 : top + height / 2;
  const reach = (height - (narrow ? 22 : 8)) / 2;
  const valid = series.points.filter((point) => point.valid);
  const center = median(valid, (point) => point.value) ?? 1;
  const y = (value: number) => {
    const deviation = Math.log(value / center) / Math.log1p(edge);
    return middle - reach * Math.max(-1, Math.min(1, deviation));
  };
  const invalid = series.points.filter((point) => !point.valid);
  const drift = driftPercent(series.points);
  const tooFew = valid.length === 0 ? 'no valid trial' : 'too few to say';
  const drifted = drift === null ? tooFew : `${percent(drift)} drift`;
  const labels = narrow
    ? html`${text(12, top + 12, series.arm, { style: 'strong small' })}${text(width - 12, top + 12, drifted, { anchor: 'end', style: 'soft small' })}`
    : html`${text(0, middle, series.arm, { style: 'strong' })}${text(width, middle, drifted, { anchor: 'end', style: 'soft small' })}`;
  return html`${labels}
${line(narrow ? 12 : 170, middle, width - (narrow ? 12 : 120), middle, 'grid')}
${path(pathData(...thinnedOut(valid).flatMap((point) => ['M', x(point.atMs), y(point.value), 'h', 0])), `dots ${strokeOf(series.contender)}`)}
${thinnedOut(invalid).map((point) => text(x(point.atMs), middle, '×', { anchor: 'middle', style: 'soft small' }))}`;
}

function thinnedOut(points: readonly DriftPoint[]): readonly DriftPoint[] {
  const every = Math.ceil(points.length / mostDots);
  return points.filter((_, index) => index % every === 0);
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
