import { type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';
import { milliseconds } from '../format.ts';
import { html, type Markup, pathData } from '../markup.ts';
import { horizontalAxis, logarithmicValues, thinned, verticalAxis } from './axis.ts';
import { contenderMark, strokeOf } from './contender-mark.ts';
import { type Layout, line, path, rectangle, svg, text } from './svg.ts';

export interface EcdfSeries {
  readonly contender: string;
  /** Upper ends of the trials that were seen to end, any order. */
  readonly endsMs: readonly number[];
  /** How long each of the other trials was watched without seeing an end. */
  readonly censoredMs: readonly number[];
  /** Stands beside its mark in the legend. */
  readonly summary: string;
}

export interface Ecdf {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly axisTitle: string;
  readonly series: readonly EcdfSeries[];
  /** Shorter times than this cannot be told apart. */
  readonly resolutionMs: number | null;
}

interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Share of the trials in which the fleet had stopped accepting, against the time since the acknowledgement. */
export function ecdfChart(ecdf: Ecdf, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const plot = { left: 52, right: layout.width - 16, top: 14, bottom: narrow ? 234 : 314 };
  const [low, high] = domainOf(ecdf);
  const x = scaleLog([low, high], [plot.left, plot.right]);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  const ticks = thinned(
    logarithmicValues(low, high).map((value) => ({ at: x(value), label: milliseconds(value) })),
    narrow ? 58 : 72,
    (tick) => /^10*\D/.test(tick.label),
  );
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    at: y(share),
    label: `${100 * share}\u00a0%`,
  }));
  const titleX = (plot.left + plot.right) / 2;
  const legendTop = plot.bottom + 66;
  const rowHeight = narrow ? 36 : 24;
  const body = html`${resolutionBand(ecdf, x, plot)}
${horizontalAxis({ ticks, top: plot.top, bottom: plot.bottom, titleX, title: ecdf.axisTitle })}
${verticalAxis({ ticks: shares, left: plot.left, right: plot.right })}
${ecdf.series.map((series, index) => curve(series, x, y, plot, index))}
${ecdf.series.map((series, index) => legendRow(series, legendTop + index * rowHeight, narrow))}`;
  const height = legendTop + ecdf.series.length * rowHeight;
  const { id, title, description } = ecdf;
  return svg({ id, title, description, width: layout.width, height, body });
}

function domainOf({ series, resolutionMs }: Ecdf): [number, number] {
  const ends = series
    .flatMap((each) => [...each.endsMs, ...each.censoredMs])
    .filter((ms) => ms > 0);
  const shortest = Math.min(...ends, resolutionMs ?? Number.POSITIVE_INFINITY);
  const longest = Math.max(...ends, resolutionMs ?? 0);
  if (!Number.isFinite(shortest) || longest <= 0) return [1, 1000];
  return [shortest / 2, Math.max(longest * 1.6, shortest * 20)];
}

function resolutionBand(
  { resolutionMs }: Ecdf,
  x: ScaleLogarithmic<number, number>,
  { left, top, bottom }: Plot,
): Markup | null {
  if (resolutionMs === null) return null;
  const end = x(resolutionMs);
  return html`${rectangle(left, top, end - left, bottom - top, 'band')}${line(end, top, end, bottom, 'axis dashed')}${text(end - 5, top + 12, 'too short to see', { anchor: 'end', style: 'soft small' })}`;
}

function curve(
  series: EcdfSeries,
  x: (value: number) => number,
  y: (value: number) => number,
  { left, right }: Plot,
  index: number,
): Markup {
  const ends = [...series.endsMs].sort((a, b) => a - b);
  const total = ends.length + series.censoredMs.length;
  const places = ends.map((endMs, rank) => ({
    x: Math.max(left, x(Math.max(endMs, Number.MIN_VALUE))),
    y: y((rank + 1) / total),
  }));
  const data = pathData(
    'M',
    left,
    y(0),
    ...places.flatMap((place) => ['H', place.x, 'V', place.y]),
    'H',
    right,
  );
  // Marks at different heights, so that curves that run together can still be told apart.
  const marked = places[Math.floor(places.length * (0.3 + (0.5 * (index % 5)) / 5))];
  const stroke = strokeOf(series.contender);
  const lastY = places.at(-1)?.y ?? y(0);
  const ticks = series.censoredMs.map((watchedMs) =>
    line(x(watchedMs), lastY - 6, x(watchedMs), lastY + 6, 'whisker'),
  );
  // Censored trials mostly end at one moment: their ticks are one picture, drawn once.
  const distinct = [...new Map(ticks.map((tick) => [tick.markup, tick])).values()];
  const atEnd = series.censoredMs[0];
  const mark = marked ?? (atEnd === undefined ? undefined : { x: x(atEnd), y: lastY });
  return html`${path(data, `curve ${stroke}`)}${distinct}${mark === undefined ? null : contenderMark(series.contender, mark.x, mark.y, 90)}`;
}

function legendRow({ contender, summary }: EcdfSeries, y: number, narrow: boolean): Markup {
  const mark = contenderMark(contender, 12, y, 80);
  return narrow
    ? html`${mark}${text(28, y, contender, { style: 'strong' })}${text(28, y + 15, summary, { style: 'soft small' })}`
    : html`${mark}${text(28, y, contender, { style: 'strong' })}${text(190, y, summary, { style: 'soft' })}`;
}
