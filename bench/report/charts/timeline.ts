import { scaleLinear } from 'd3-scale';
import type { KeyEntry } from '../document.ts';
import { html, type Markup, pathData } from '../markup.ts';
import { type Layout, line, path, rectangle, svg, text } from './svg.ts';

/** Above the line what valid and well refused requests met; below it what a revoked credential got. */
export const timelineBands = ['ok', 'degraded', 'false-reject', 'failed', 'false-accept'] as const;
export type TimelineBand = (typeof timelineBands)[number];

export interface TimelineColumn {
  readonly atMs: number;
  /** Requests per second of each band. */
  readonly perSecond: Readonly<Record<TimelineBand, number>>;
}

export interface Timeline {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly TimelineColumn[];
  readonly columnMs: number;
  readonly marks: readonly { readonly atMs: number; readonly label: string }[];
  /** When nginx gave up on a replica and left it out. */
  readonly ejections: readonly number[];
  /** First to last request that failed or was misjudged after the fault; null: there was none. */
  readonly errorWindow: { readonly fromMs: number; readonly toMs: number } | null;
  /** Largest height above and below the line over all panels beside each other. */
  readonly scale: TimelineScale;
}

export interface TimelineScale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly above: number;
  readonly below: number;
}

const panelLayout: Layout = { name: 'narrow', width: 420 };
const plot = { left: 44, right: 412, top: 44, bottom: 170 };

/** One contender through one fault. All panels of a fault share their axes. */
export function timelineChart(timeline: Timeline): Markup {
  const { scale } = timeline;
  const x = scaleLinear([scale.fromMs, scale.toMs], [plot.left, plot.right]);
  const y = scaleLinear([-scale.below, scale.above], [plot.bottom, plot.top]);
  const bands = timelineBands.map((band) => path(bandPath(timeline, band, x, y), `band-${band}`));
  const body = html`${x.ticks(6).map((atMs) => html`${line(x(atMs), plot.bottom, x(atMs), plot.bottom + 4, 'axis')}${text(x(atMs), plot.bottom + 14, `${atMs / 1000}`, { anchor: 'middle', style: 'soft small' })}`)}
${text(plot.right, plot.bottom + 30, 'seconds after the fault', { anchor: 'end', style: 'soft small' })}
${text(plot.left - 6, y(scale.above), `${Math.round(scale.above)}/s`, { anchor: 'end', style: 'soft small' })}${text(plot.left - 6, y(0), '0', { anchor: 'end', style: 'soft small' })}
${bands}${line(plot.left, y(0), plot.right, y(0), 'axis')}
${timeline.marks.map((mark, index) => faultMark(mark, index, x))}${errorBracket(timeline, x)}${timeline.ejections.map((atMs) => ejectionMark(x(atMs)))}`;
  const { id, title, description } = timeline;
  return svg({ id, title, description, width: panelLayout.width, height: plot.bottom + 40, body });
}

const stackedAbove: readonly TimelineBand[] = ['ok', 'degraded', 'false-reject', 'failed'];

/** One outline for a whole band; columns of equal height run together, so that a quiet minute costs a few bytes. */
function bandPath(
  { columns, columnMs }: Timeline,
  band: TimelineBand,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const runs: { fromMs: number; toMs: number; low: number; high: number }[] = [];
  for (const column of columns) {
    const [low, high] = heights(column, band);
    const last = runs.at(-1);
    if (last?.low === low && last.high === high && last.toMs === column.atMs) {
      last.toMs += columnMs;
    } else {
      runs.push({ fromMs: column.atMs, toMs: column.atMs + columnMs, low, high });
    }
  }
  return pathData(
    ...runs
      .filter((run) => run.low !== run.high)
      .flatMap((run) => [
        'M',
        x(run.fromMs),
        y(run.low),
        'V',
        y(run.high),
        'H',
        x(run.toMs),
        'V',
        y(run.low),
        'Z',
      ]),
  );
}

function heights({ perSecond }: TimelineColumn, band: TimelineBand): [number, number] {
  if (band === 'false-accept') return [0, -perSecond['false-accept']];
  const under = stackedAbove.slice(0, stackedAbove.indexOf(band));
  const low = under.reduce((sum, each) => sum + perSecond[each], 0);
  return [low, low + perSecond[band]];
}

function faultMark(
  { atMs, label }: Timeline['marks'][number],
  index: number,
  x: (value: number) => number,
): Markup {
  const at = x(atMs);
  const y = 8 + 14 * (index % 2);
  const anchor = at > 260 ? 'end' : 'start';
  return html`${line(at, y, at, plot.bottom, 'fault')}${text(at + (anchor === 'end' ? -4 : 4), y + 1, label, { anchor, style: 'small strong' })}`;
}

function errorBracket({ errorWindow }: Timeline, x: (value: number) => number): Markup | null {
  if (errorWindow === null) return null;
  const from = Math.max(plot.left, x(errorWindow.fromMs));
  const to = Math.min(plot.right, x(errorWindow.toMs));
  return path(pathData('M', from, 42, 'V', 37, 'H', to, 'V', 42), 'bracket');
}

/** A small wedge under the axis. */
function ejectionMark(at: number): Markup {
  const y = plot.bottom + 1;
  return path(pathData('M', at, y, 'L', at - 4, y + 7, 'H', at + 4, 'Z'), 'mark fill-ink');
}

const bandLabels: Readonly<Record<TimelineBand, string>> = {
  ok: 'as it should be',
  degraded: 'slow, or retried by the balancer',
  'false-reject': 'valid user refused (401)',
  failed: '5xx, reset, refused, timeout',
  'false-accept': 'below the line: revoked credential accepted',
};

const ejectionLabel = 'nginx leaves a replica out';
const bracketLabel = 'first to last request that went wrong after the fault';

/** The meaning of the colours and of the bracket. */
export function timelineKey(): KeyEntry[] {
  const bands = timelineBands.map((band) => ({
    label: bandLabels[band],
    swatch: html`<svg class="swatch" viewBox="0 0 16 14" aria-hidden="true">${rectangle(0, 0, 16, 14, `band-${band}`)}</svg>`,
  }));
  const wedge = path(pathData('M', 8, 2, 'L', 3, 12, 'H', 13, 'Z'), 'mark fill-ink');
  const bracket = path(pathData('M', 1, 12, 'V', 4, 'H', 15, 'V', 12), 'bracket');
  return [
    ...bands,
    { label: bracketLabel, swatch: swatch(bracket) },
    { label: ejectionLabel, swatch: swatch(wedge) },
  ];
}

function swatch(body: Markup): Markup {
  return html`<svg class="swatch" viewBox="0 0 16 14" aria-hidden="true">${body}</svg>`;
}
