import { type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';
import { html, type Markup, stepsData } from '../markup.ts';
import { horizontalAxis, logarithmicTicks, type Plot, timeLabel, verticalAxis } from './axes.ts';
import { contenderMark, strokeOf } from './contender-mark.ts';
import {
  type Layout,
  legend,
  legendRowHeight,
  line,
  type Picture,
  path,
  rectangle,
  svg,
  text,
} from './svg.ts';

export interface EcdfSeries {
  readonly contender: string;
  /** Upper ends of the trials that were seen to end, any order. */
  readonly endsMs: readonly number[];
  /** Trials that were still going on when the watch ended. */
  readonly censored: number;
  /** Stands beside its mark in the legend. */
  readonly summary: string;
}

export interface Ecdf extends Picture {
  readonly axisTitle: string;
  readonly series: readonly EcdfSeries[];
  /** Shorter times than this cannot be told apart. */
  readonly resolutionMs: number | null;
  /** False where marks are named elsewhere. */
  readonly hasLegend: boolean;
}

interface EcdfPlot extends Plot {
  /** End of the time axis; what is censored lies beyond it. */
  readonly timeEnd: number;
}

/** Share of the trials in which the fleet had stopped accepting, against the time since the acknowledgement. */
export function ecdfChart(ecdf: Ecdf, layout: Layout): Markup {
  const { series, hasLegend } = ecdf;
  const plot = plotOf(ecdf, layout);
  const domain = domainOf(ecdf);
  const x = scaleLog(domain, [plot.left, plot.timeEnd]);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  // A tick at the corner would meet the lowest label of the other axis.
  const shortest = x.invert(plot.left + 24);
  const ticks = logarithmicTicks(x, [shortest, domain[1]], timeLabel, layout);
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    at: y(share),
    label: `${100 * share}\u00a0%`,
  }));
  const legendTop = plot.bottom + 66;
  const rows = hasLegend ? series.map((each) => ({ ...each, label: each.contender })) : [];
  const body = html`${resolutionBand(ecdf, x, plot)}${censoredZone(plot)}
${horizontalAxis(ticks, { ...plot, right: plot.timeEnd }, ecdf.axisTitle)}
${verticalAxis(shares, plot)}
${series.map((each, index) => curve(each, x, y, plot, index))}
${legend(rows, legendTop, layout, 190)}`;
  const height = hasLegend
    ? legendTop + rows.length * legendRowHeight[layout.name]
    : plot.bottom + 50;
  return svg(ecdf, layout.width, height, body);
}

function plotOf({ series }: Ecdf, { name, width }: Layout): EcdfPlot {
  const narrow = name === 'narrow';
  const right = width - 16;
  const beyond = series.some((each) => each.censored > 0) ? (narrow ? 84 : 150) : 0;
  return { left: 52, timeEnd: right - beyond, right, top: 28, bottom: narrow ? 248 : 328 };
}

function domainOf({ series, resolutionMs }: Ecdf): [number, number] {
  const ends = series.flatMap((each) => each.endsMs).filter((endMs) => endMs > 0);
  const known = resolutionMs === null ? ends : [...ends, resolutionMs];
  if (known.length === 0) return [1, 1000];
  const shortest = Math.min(...known);
  return [shortest / 2, Math.max(Math.max(...known) * 1.6, shortest * 20)];
}

function resolutionBand(
  { resolutionMs }: Ecdf,
  x: ScaleLogarithmic<number, number>,
  { left, top, bottom }: EcdfPlot,
): Markup | null {
  if (resolutionMs === null) return null;
  const end = x(resolutionMs);
  return html`${rectangle(left, top, end - left, bottom - top, 'band')}${line(end, top, end, bottom, 'axis dashed')}${text(left, top - 13, 'grey: too short to see', { style: 'soft small' })}`;
}

function censoredZone({ timeEnd, right, top, bottom }: EcdfPlot): Markup | null {
  if (timeEnd === right) return null;
  return html`${rectangle(timeEnd, top, right - timeEnd, bottom - top, 'beyond')}${text(right, top - 13, 'beyond the watch →', { anchor: 'end', style: 'soft small' })}`;
}

function curve(
  { contender, endsMs, censored }: EcdfSeries,
  x: (value: number) => number,
  y: (value: number) => number,
  { left, timeEnd, right }: EcdfPlot,
  index: number,
): Markup {
  const total = endsMs.length + censored;
  const steps = [...endsMs]
    .sort((a, b) => a - b)
    .map((endMs, rank) => ({ x: endMs > 0 ? x(endMs) : left, y: y((rank + 1) / total) }));
  const drawn = withoutInvisibleSteps(steps);
  const lastY = steps.at(-1)?.y ?? y(0);
  const data = stepsData([{ x: left, y: y(0) }, ...drawn, { x: right, y: lastY }]);
  // Marks at different heights, so that curves that run together can still be told apart.
  const marked = steps[Math.floor(steps.length * (0.2 + 0.15 * (index % 5)))];
  const watchEnd = (timeEnd + right) / 2;
  return html`${path(data, `curve ${strokeOf(contender)}`)}${marked === undefined ? null : contenderMark(contender, marked.x, marked.y)}${
    censored === 0
      ? null
      : html`${line(watchEnd - 22, lastY - 7, watchEnd - 22, lastY + 7, 'whisker')}${contenderMark(contender, watchEnd, lastY)}`
  }`;
}

/** As wide as the line. */
const finestStep = 2.5;

/** Of steps that the line's own width hides only the last is drawn: a full run has thousands. */
function withoutInvisibleSteps<Step extends { readonly x: number }>(
  steps: readonly Step[],
): Step[] {
  return steps.filter((step, index) => {
    const next = steps[index + 1];
    return (
      next === undefined || Math.floor(next.x / finestStep) !== Math.floor(step.x / finestStep)
    );
  });
}
