import { median, quantile } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { dotsData, html, type Markup } from '../markup.ts';
import { horizontalAxis, linearTicks } from './axes.ts';
import { strokeOf } from './contender-mark.ts';
import { type Layout, line, type Picture, path, svg, text } from './svg.ts';

export interface DriftPoint {
  readonly atMs: number;
  /** Null: the trial is invalid. */
  readonly value: number | null;
}

export interface DriftSeries {
  readonly arm: string;
  readonly contender: string;
  readonly points: readonly DriftPoint[];
  /** How the cost moved, in words. */
  readonly note: string;
}

export interface Drift extends Picture {
  readonly series: readonly DriftSeries[];
  readonly durationMs: number;
}

const rowHeight = { wide: 46, narrow: 62 };
/** More dots than this in one strip run into each other and only make the page heavy. */
const mostDots = { wide: 160, narrow: 60 };

/** Deviation from its arm's median, as a share, at which a dot touches the edge of its strip. */
export function driftEdge(series: readonly DriftSeries[]): number {
  const deviations = series.flatMap(({ points }) => {
    const valid = points.flatMap((point) => point.value ?? []);
    const center = median(valid) ?? 1;
    return valid.map((value) => Math.abs(Math.log(value / center)));
  });
  // One wild trial does not flatten all the others: it is drawn at the edge.
  return Math.expm1(Math.max(0.1, quantile(deviations, 0.99) ?? 0));
}

/** One strip for each arm in the order of time. It shows that the arms took turns and what disturbed all of them. */
export function driftChart(drift: Drift, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const height = rowHeight[layout.name];
  const plot = { left: narrow ? 12 : 170, right: layout.width - (narrow ? 12 : 140), top: 6 };
  const bottom = plot.top + drift.series.length * height;
  const x = scaleLinear([0, drift.durationMs], [plot.left, plot.right]);
  const edge = Math.log1p(driftEdge(drift.series));
  const ticks = linearTicks(x, narrow ? 4 : 8, (atMs) => `${Math.round(atMs / 1000)}`);
  const strips = drift.series.map((series, index) => {
    const top = plot.top + index * height;
    const middle = middleOf(top, layout);
    return html`${line(plot.left, middle, plot.right, middle, 'grid')}${strip(series, edge, x, top, layout)}`;
  });
  const body = html`${horizontalAxis(ticks, { ...plot, bottom }, 'seconds since the start of the run')}${strips}`;
  return svg(drift, layout.width, bottom + 50, body);
}

function middleOf(top: number, { name }: Layout): number {
  return name === 'narrow' ? top + 40 : top + rowHeight.wide / 2;
}

function strip(
  { arm, contender, points, note }: DriftSeries,
  edge: number,
  x: (value: number) => number,
  top: number,
  layout: Layout,
): Markup {
  const narrow = layout.name === 'narrow';
  const middle = middleOf(top, layout);
  const reach = (rowHeight[layout.name] - (narrow ? 22 : 8)) / 2;
  const center = median(points, (point) => point.value) ?? 1;
  const y = (value: number) =>
    middle - reach * Math.max(-1, Math.min(1, Math.log(value / center) / edge));
  const thinned = (own: readonly DriftPoint[]) => {
    const every = Math.ceil(own.length / mostDots[layout.name]);
    return own.filter((_, index) => index % every === 0);
  };
  const dots = thinned(points.filter(({ value }) => value !== null)).map(({ atMs, value }) => ({
    x: x(atMs),
    y: y(value ?? center),
  }));
  const crosses = thinned(points.filter(({ value }) => value === null));
  const labels = narrow
    ? html`${text(12, top + 12, arm, { style: 'strong small halo' })}${text(layout.width - 12, top + 12, note, { anchor: 'end', style: 'soft small halo' })}`
    : html`${text(0, middle, arm, { style: 'strong' })}${text(layout.width, middle, note, { anchor: 'end', style: 'soft small' })}`;
  return html`${labels}${path(dotsData(dots), `dots ${strokeOf(contender)}`)}
${crosses.map((point) => text(x(point.atMs), middle, '×', { anchor: 'middle', style: 'soft small' }))}`;
}
