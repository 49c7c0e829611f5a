import { scaleLinear } from 'd3-scale';
import { html, type Markup, stepsData } from '../markup.ts';
import { verticalAxis } from './axes.ts';
import { contenderMark, strokeOf } from './contender-mark.ts';
import { type StalenessAxis, stalenessAxis } from './staleness-axis.ts';
import { type Layout, legend, legendRowHeight, line, type Picture, path, svg } from './svg.ts';

export interface EcdfSeries {
  readonly contender: string;
  /** Trials that saw no stale accept: one bin. */
  readonly unseen: number;
  /** Upper ends of the trials with a stale accept that were seen to end, ascending. */
  readonly endsMs: readonly number[];
  /** Trials that were still going on when the watch ended. */
  readonly censored: number;
  /** When expiry ends those, as promised; null: nothing is promised. */
  readonly lifeMs: number | null;
  /** Stands beside its mark in the legend. */
  readonly summary: string;
}

export interface Ecdf extends Picture {
  readonly axisTitle: string;
  readonly series: readonly EcdfSeries[];
  /** Of the trials that saw no stale accept, the widest resolution; 0 without such a trial. */
  readonly resolutionMs: number;
  /** False where marks are named elsewhere. */
  readonly hasLegend: boolean;
}

/** Share of the trials in which the fleet had stopped accepting, against the time since the acknowledgement. */
export function ecdfChart(ecdf: Ecdf, layout: Layout): Markup {
  const { series, hasLegend } = ecdf;
  const plot = {
    left: 52,
    right: layout.width - 16,
    top: 34,
    bottom: layout.name === 'narrow' ? 248 : 328,
  };
  const data = {
    resolutionMs: ecdf.resolutionMs,
    endsMs: series.flatMap(({ endsMs }) => endsMs),
    livesMs: series.flatMap(({ censored, lifeMs }) => (censored > 0 ? [lifeMs] : [])),
  };
  const axis = stalenessAxis(data, plot, layout, ecdf.axisTitle);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    at: y(share),
    label: `${100 * share}\u00a0%`,
  }));
  const legendTop = plot.bottom + 66;
  const rows = hasLegend ? series.map((each) => ({ ...each, label: each.contender })) : [];
  const body = html`${axis.markup}
${verticalAxis(shares, plot)}
${series.map((each, index) => curve(each, axis, y, plot, (index + 1) / (series.length + 1)))}
${legend(rows, legendTop, layout, 190)}`;
  const height = hasLegend
    ? legendTop + rows.length * legendRowHeight[layout.name]
    : plot.bottom + 50;
  return svg(ecdf, layout.width, height, body);
}

/** @param across place in the bin, 0 to 1: marks beside each other, because lines that run together look like one */
function curve(
  { contender, unseen, endsMs, censored, lifeMs }: EcdfSeries,
  { bin, timeOf, lifeOf }: StalenessAxis,
  y: (value: number) => number,
  { left, right }: { readonly left: number; readonly right: number },
  across: number,
): Markup {
  const total = unseen + endsMs.length + censored;
  const unseenY = y(unseen / total);
  const steps = endsMs.map((endMs, rank) => ({
    x: timeOf(endMs),
    y: y((unseen + rank + 1) / total),
  }));
  const lastY = steps.at(-1)?.y ?? unseenY;
  const start = [
    { x: left, y: y(0) },
    { x: left, y: unseenY },
  ];
  const data = stepsData([...start, ...withoutInvisibleSteps(steps), { x: right, y: lastY }]);
  const marked = steps[Math.floor(steps.length * across)];
  const life = lifeOf(lifeMs);
  return html`${path(data, `curve ${strokeOf(contender)}`)}${
    unseen > 0 && contenderMark(contender, bin.left + across * (bin.right - bin.left), unseenY)
  }${marked !== undefined && contenderMark(contender, marked.x, marked.y)}${
    censored > 0 &&
    html`${line(life, lastY - 9, life, lastY + 9, 'whisker')}${contenderMark(contender, life, lastY)}`
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
