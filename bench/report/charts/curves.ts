import { scaleLinear, scaleLog } from 'd3-scale';
import { html, type Markup, pathData } from '../markup.ts';
import { horizontalAxis, linearTicks, logarithmicTicks, verticalAxis } from './axes.ts';
import { contenderMark, strokeOf } from './contender-mark.ts';
import {
  type Layout,
  type LegendRow,
  legend,
  legendRowHeight,
  type Picture,
  path,
  svg,
  text,
} from './svg.ts';

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface CurveSeries extends LegendRow {
  readonly points: readonly CurvePoint[];
}

export interface Curves extends Picture {
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xLabel: (value: number) => string;
  readonly yLabel: (value: number) => string;
  readonly series: readonly CurveSeries[];
  /** Top of the vertical axis when the data do not reach further. */
  readonly yAtLeast: number;
}

/** Lines through measured points against a setting on a logarithmic axis, with the intervals where there are some. */
export function curvesChart(curves: Curves, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const plot = { left: 58, right: layout.width - 16, top: 28, bottom: narrow ? 248 : 308 };
  const points = curves.series.flatMap((series) => series.points).filter((point) => point.x > 0);
  const places = points.map((point) => point.x);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const x = scaleLog([low / 1.15, Math.max(high, low * 2) * 1.15], [plot.left, plot.right]);
  const highest = Math.max(curves.yAtLeast, ...points.map((point) => point.high ?? point.y));
  const y = scaleLinear([0, highest * 1.06], [plot.bottom, plot.top]);
  const ticks = logarithmicTicks(x, [low, high], curves.xLabel, layout);
  const legendTop = plot.bottom + 66;
  const body = html`${horizontalAxis(ticks, plot, curves.xTitle)}
${verticalAxis(linearTicks(y, 5, curves.yLabel), plot)}
${text(0, 8, curves.yTitle, { style: 'soft small' })}
${curves.series.map((series) => curveMarkup(series, x, y))}
${legend(curves.series, legendTop, layout, 260)}`;
  const height = legendTop + curves.series.length * legendRowHeight[layout.name];
  return svg(curves, layout.width, height, body);
}

function curveMarkup(
  { contender, points }: CurveSeries,
  x: (value: number) => number,
  y: (value: number) => number,
): Markup {
  const shown = points.filter((point) => point.x > 0);
  const data = shown.flatMap((point, index) => [index === 0 ? 'M' : 'L', x(point.x), y(point.y)]);
  const whiskers = shown.flatMap(({ x: at, low, high }) =>
    low === null || high === null ? [] : ['M', x(at), y(low), 'V', y(high)],
  );
  // With many points the marks would hide the line.
  const every = Math.max(1, Math.ceil(shown.length / 12));
  const marked = shown.filter((_, index) => index % every === 0);
  return html`${path(pathData(data), `curve ${strokeOf(contender)}`)}${whiskers.length > 0 && path(pathData(whiskers), 'whisker')}${marked.map((point) => contenderMark(contender, x(point.x), y(point.y)))}`;
}
