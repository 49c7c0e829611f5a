import { scaleLinear, scaleLog } from 'd3-scale';
import { html, type Markup, pathData } from '../markup.ts';
import { horizontalAxis, linearTicks, logarithmicTicks, type Plot, verticalAxis } from './axes.ts';
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
  /** Default logarithmic, where points at 0 or below cannot be shown. */
  readonly xScale?: 'logarithmic' | 'linear';
  readonly yTitle: string;
  readonly xLabel: (value: number) => string;
  readonly yLabel: (value: number) => string;
  readonly series: readonly CurveSeries[];
  /** Top of the vertical axis when the data do not reach further. */
  readonly yAtLeast: number;
}

/** Lines through measured points against a setting, with the intervals where there are some. */
export function curvesChart(curves: Curves, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const plot = { left: 58, right: layout.width - 16, top: 28, bottom: narrow ? 248 : 308 };
  const series = shownSeries(curves);
  const points = series.flatMap((each) => each.points);
  const { x, ticks } = horizontalScale(curves, points, plot, layout);
  const highest = Math.max(curves.yAtLeast, ...points.map((point) => point.high ?? point.y));
  const y = scaleLinear([0, highest * 1.06], [plot.bottom, plot.top]);
  const legendTop = plot.bottom + 66;
  const body = html`${horizontalAxis(ticks, plot, curves.xTitle)}
${verticalAxis(linearTicks(y, 5, curves.yLabel), plot)}
${text(0, 8, curves.yTitle, { style: 'soft small' })}
${series.map((each) => curveMarkup(each, x, y))}
${legend(curves.series, legendTop, layout, 260)}`;
  const height = legendTop + curves.series.length * legendRowHeight[layout.name];
  return svg(curves, layout.width, height, body);
}

/** The series without the points that the axis cannot show. */
function shownSeries({ series, xScale }: Curves): CurveSeries[] {
  return series.map((each) => ({
    ...each,
    points: each.points.filter(({ x }) => xScale === 'linear' || x > 0),
  }));
}

function horizontalScale(
  { xScale, xLabel }: Curves,
  points: readonly CurvePoint[],
  plot: Plot,
  layout: Layout,
) {
  const places = points.map((point) => point.x);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  if (xScale === 'linear') {
    const x = scaleLinear([low, high], [plot.left + 12, plot.right - 12]);
    return { x, ticks: linearTicks(x, 5, xLabel) };
  }
  const x = scaleLog([low / 1.15, Math.max(high, low * 2) * 1.15], [plot.left, plot.right]);
  return { x, ticks: logarithmicTicks(x, [low, high], xLabel, layout) };
}

function curveMarkup(
  { contender, points: shown }: CurveSeries,
  x: (value: number) => number,
  y: (value: number) => number,
): Markup {
  const data = shown.flatMap((point, index) => [index === 0 ? 'M' : 'L', x(point.x), y(point.y)]);
  const whiskers = shown.flatMap(({ x: at, low, high }) =>
    low === null || high === null ? [] : ['M', x(at), y(low), 'V', y(high)],
  );
  // With many points the marks would hide the line.
  const every = Math.max(1, Math.ceil(shown.length / 12));
  const marked = shown.filter((_, index) => index % every === 0);
  return html`${path(pathData(data), `curve ${strokeOf(contender)}`)}${whiskers.length > 0 && path(pathData(whiskers), 'whisker')}${marked.map((point) => contenderMark(contender, x(point.x), y(point.y)))}`;
}
