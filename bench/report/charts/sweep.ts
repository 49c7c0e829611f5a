import { extent, max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { RttSweep } from '../../result/lookup.ts';
import { slopeText } from '../format.ts';
import { dotsData, html, type Markup } from '../markup.ts';
import { horizontalAxis, linearTicks, verticalAxis } from './axes.ts';
import { contenderMark, strokeOf } from './contender-mark.ts';
import { type Layout, line, type Picture, path, spread, svg, text } from './svg.ts';

export interface Sweep extends Picture {
  readonly series: readonly RttSweep[];
}

/** Request time against the measured round trip to Redis; the slope of each line counts the round trips. */
export function sweepChart(sweep: Sweep, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const plot = {
    left: 44,
    right: layout.width - (narrow ? 14 : 258),
    top: 14,
    bottom: narrow ? 260 : 350,
  };
  const points = sweep.series.flatMap((series) => series.points);
  const [, longest = 1] = extent(points, (point) => point.roundTripMs);
  const x = scaleLinear([0, longest * 1.04], [plot.left, plot.right]);
  const highest = Math.max(
    max(points, (point) => point.requestMs) ?? 1,
    ...sweep.series.map(({ interceptMs, slope }) => interceptMs + slope * longest),
  );
  const y = scaleLinear([0, highest * 1.05], [plot.bottom, plot.top]);
  const ticks = linearTicks(x, narrow ? 5 : 8);
  const axes = html`${horizontalAxis(ticks, plot, 'measured round trip to Redis, ms')}${verticalAxis(linearTicks(y, 6), plot)}`;
  const lineEnds = sweep.series.map((series) => y(series.interceptMs + series.slope * longest));
  const labelPlaces = spread(lineEnds, 18, plot.top);
  const body = html`${axes}${sweep.series.map((series) => seriesMarkup(series, x, y, longest))}
${sweep.series.map((series, index) =>
  narrow
    ? legendRow(series, plot.bottom + 66 + 24 * index)
    : legendRow(series, labelPlaces[index] ?? plot.top, plot.right + 12),
)}${text(4, plot.top - 4, 'ms', { style: 'soft small' })}`;
  const height = narrow ? plot.bottom + 66 + 24 * sweep.series.length : plot.bottom + 50;
  return svg(sweep, layout.width, height, body);
}

function seriesMarkup(
  { contender, slope, interceptMs, points }: RttSweep,
  x: (value: number) => number,
  y: (value: number) => number,
  longest: number,
): Markup {
  const fitted = line(
    x(0),
    y(interceptMs),
    x(longest),
    y(interceptMs + slope * longest),
    `curve ${strokeOf(contender)}`,
  );
  const dots = points.map((point) => ({ x: x(point.roundTripMs), y: y(point.requestMs) }));
  const mark = contenderMark(contender, x(longest), y(interceptMs + slope * longest));
  return html`${fitted}${path(dotsData(dots), `dots ${strokeOf(contender)}`)}${mark}`;
}

function legendRow({ contender, slope }: RttSweep, y: number, left = 12): Markup {
  return html`${contenderMark(contender, left + 4, y)}${text(left + 16, y, contender, { style: 'strong small' })}${text(left + 160, y, `slope ${slopeText(slope)}`, { style: 'soft small' })}`;
}
