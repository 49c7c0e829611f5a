import { scaleLinear } from 'd3-scale';
import type { KeyEntry } from '../document.ts';
import { html, type Markup, pathData, stepsData } from '../markup.ts';
import { path, rectangle, svg, text, texts } from './svg.ts';

/**
 * Above the line what valid and well refused requests met, stacked; below it what a revoked credential got. In the
 * order of painting, from the outermost in.
 */
const timelineBands = ['failed', 'false-reject', 'degraded', 'ok', 'false-accept'] as const;
export type TimelineBand = (typeof timelineBands)[number];

export interface TimelineColumn {
  readonly atMs: number;
  /** Requests per second of each band. */
  readonly perSecond: Readonly<Record<TimelineBand, number>>;
}

/** Axes that panels beside each other share: the largest height above and below the line over all of them. */
export interface TimelineScale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly above: number;
  readonly below: number;
}

/** From the line outwards. */
const stacked: readonly TimelineBand[] = ['ok', 'degraded', 'false-reject', 'failed'];

/** Requests per second up to the outer edge of a band; negative below the line. */
function bandTop({ perSecond }: TimelineColumn, band: TimelineBand): number {
  if (band === 'false-accept') return -perSecond[band];
  return stacked
    .slice(0, stacked.indexOf(band) + 1)
    .reduce((sum, each) => sum + perSecond[each], 0);
}

const bandLabels: Readonly<Record<TimelineBand, string>> = {
  ok: 'as it should be',
  degraded: 'slow, or retried by the balancer',
  'false-reject': 'valid user refused (401)',
  failed: '5xx, reset, refused, timeout',
  'false-accept': 'below the line: revoked credential accepted',
};

/** The meaning of the colours and signs of a timeline. */
export function timelineKey(): KeyEntry[] {
  const bracket = path(pathData(['M', 1, 12, 'V', 4, 'H', 15, 'V', 12]), 'bracket');
  const wedge = path(pathData(['M', 8, 2, 'L', 3, 12, 'H', 13, 'Z']), 'mark fill-ink');
  return [
    ...[...stacked, 'false-accept' as const].map((band) => ({
      label: bandLabels[band],
      swatch: swatch(rectangle(0, 0, 16, 14, `band-${band}`)),
    })),
    { label: 'first to last request that went wrong after the fault', swatch: swatch(bracket) },
    { label: 'nginx leaves a replica out', swatch: swatch(wedge) },
  ];
}

function swatch(body: Markup): Markup {
  return html`<svg class="swatch" viewBox="0 0 16 14" aria-hidden="true">${body}</svg>`;
}

export interface Timeline {
  readonly title: string;
  readonly columns: readonly TimelineColumn[];
  readonly endMs: number;
  readonly marks: readonly { readonly atMs: number; readonly label: string }[];
  /** When nginx gave up on a replica and left it out. */
  readonly ejections: readonly number[];
  /** First to last request that failed or was misjudged after the fault; null: there was none. */
  readonly errorWindow: { readonly fromMs: number; readonly toMs: number } | null;
  readonly scale: TimelineScale;
  /** The axes of a fault are drawn in its first panel; the others use them from there, which halves the page. */
  readonly axesId: string;
  readonly definesAxes: boolean;
}

const width = 420;
const plot = { left: 44, right: 412, top: 58, bottom: 184 };

interface Scales {
  readonly x: (valueMs: number) => number;
  readonly y: (perSecond: number) => number;
}

function scalesOf({ fromMs, toMs, above, below }: TimelineScale): Scales {
  return {
    x: scaleLinear([fromMs, toMs], [plot.left, plot.right]),
    y: scaleLinear([-below, above], [plot.bottom, plot.top]),
  };
}

/** One contender through one fault. All panels of a fault share their axes. */
export function timelineChart(timeline: Timeline): Markup {
  const scales = scalesOf(timeline.scale);
  const { x } = scales;
  const body = html`${timelineBands.map((band) => bandMarkup(timeline, band, scales))}${axes(timeline, scales)}${markLabels(placeMarks(timeline.marks, x))}${errorBracket(timeline, x)}${ejectionMarks(timeline.ejections.map(x))}`;
  // The words under it describe it.
  return svg({ title: timeline.title, description: null }, width, plot.bottom + 40, body);
}

function axes({ scale, axesId, definesAxes }: Timeline, { x, y }: Scales): Markup {
  if (!definesAxes) return html`<use href="#${axesId}"/>`;
  const { fromMs, toMs, above } = scale;
  const ticks = scaleLinear([fromMs, toMs], [0, 1]).ticks(6);
  const strokes = ticks.flatMap((atMs) => ['M', x(atMs), plot.bottom, 'v', 4]);
  const labels = ticks.map((atMs) => text(x(atMs), 0, String(atMs / 1000)));
  const ends = [
    text(plot.right, plot.bottom + 30, 'seconds after the fault'),
    text(plot.left - 6, y(above), `${Math.round(above)}/s`),
    text(plot.left - 6, y(0), '0'),
  ];
  const axis = pathData(['M', plot.left, y(0), 'H', plot.right, ...strokes]);
  return html`<g id="${axesId}">${path(axis, 'axis')}${texts({ anchor: 'middle', style: 'soft small' }, labels, plot.bottom + 14)}${texts({ anchor: 'end', style: 'soft small' }, ends)}</g>`;
}

/**
 * The area from the axis to the top of a band; the bands are painted from the outermost in, so that each covers what
 * lies under it. A stretch of one height is one step, and a band in which nothing happened is no path.
 */
function bandMarkup(
  { columns, endMs }: Timeline,
  band: TimelineBand,
  { x, y }: Scales,
): Markup | null {
  if (columns.every(({ perSecond }) => perSecond[band] === 0)) return null;
  const tops = columns.map((column) => ({ x: x(column.atMs), y: y(bandTop(column, band)) }));
  const ground = { x: x(columns[0]?.atMs ?? 0), y: y(0) };
  return path(`${stepsData([ground, ...tops, { x: x(endMs), y: y(0) }])}Z`, `band-${band}`);
}

interface PlacedMark {
  readonly at: number;
  readonly label: string;
  readonly anchor: 'start' | 'end';
  readonly y: number;
}

/** Rough width of a character of the labels: enough to know whether two of them meet. */
const characterWidth = 7.4;
const labelRows = [8, 22, 36];

/** Each label in the first row in which no earlier one stands, at the side of its line that has room. */
function placeMarks(marks: Timeline['marks'], x: (value: number) => number): PlacedMark[] {
  const ends = labelRows.map(() => Number.NEGATIVE_INFINITY);
  return marks.map(({ atMs, label }) => {
    const at = x(atMs);
    const length = characterWidth * label.length;
    const anchor = at + length > width && at - length > 0 ? 'end' : 'start';
    const from = anchor === 'start' ? at : at - length;
    const free = ends.findIndex((end) => from > end);
    const row = free === -1 ? labelRows.length - 1 : free;
    ends[row] = from + length + 4;
    return { at, label, anchor, y: labelRows[row] ?? 0 };
  });
}

/** Labels after all lines, so that none of them strikes a word out. */
function markLabels(marks: readonly PlacedMark[]): Markup {
  const lines = marks.flatMap(({ at, y }) => ['M', at, y, 'V', plot.bottom]);
  const labels = marks.map(({ at, y, anchor, label }) =>
    text(at + (anchor === 'end' ? -4 : 4), y + 1, label, { anchor }),
  );
  return html`${path(pathData(lines), 'fault')}${texts({ style: 'small strong halo' }, labels)}`;
}

function errorBracket({ errorWindow }: Timeline, x: (value: number) => number): Markup | null {
  if (errorWindow === null) return null;
  const from = Math.max(plot.left, x(errorWindow.fromMs));
  const to = Math.min(plot.right, x(errorWindow.toMs));
  return path(pathData(['M', from, 56, 'V', 51, 'H', to, 'V', 56]), 'bracket');
}

/** Small wedges under the axis. */
function ejectionMarks(places: readonly number[]): Markup | null {
  if (places.length === 0) return null;
  const wedges = places.flatMap((at) => ['M', at, plot.bottom + 1, 'l', -4, 7, 'h', 8, 'z']);
  return path(pathData(wedges), 'mark fill-ink');
}
