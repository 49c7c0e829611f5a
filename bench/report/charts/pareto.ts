import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { html, type Markup, pathData } from '../markup.ts';
import { linearTicks, verticalAxis } from './axes.ts';
import { contenderMark } from './contender-mark.ts';
import { stalenessAxis } from './staleness-axis.ts';
import { type Layout, line, type Picture, path, svg, text } from './svg.ts';

export interface ParetoPoint {
  readonly contender: string;
  /**
   * Until every replica refused, the longest of the trials that saw a stale accept; 0: no trial saw one; null: the watch
   * ended before it.
   */
  readonly revokedMs: number | null;
  /** The same, of half of the trials; null with `revokedMs`. The mark stands here. */
  readonly medianMs: number | null;
  /** The latest stale accept that was seen; 0: none, so that the latency cannot be told from zero. */
  readonly lastAcceptMs: number;
  /** When expiry ends what is null in `revokedMs`; null: nothing is promised, or it ended earlier. */
  readonly lifeMs: number | null;
  /** Over the floor, microseconds by the measure of the picture, with its interval where there is one. */
  readonly costUs: number;
  readonly lowUs: number;
  readonly highUs: number;
  readonly onFrontier: boolean;
  /** What the two axes do not show and a reader must know, or empty: `came back 1×`. */
  readonly caveat: string;
}

export interface Pareto extends Picture {
  /** What a request costs is told by: `replica CPU per request`. */
  readonly measure: string;
  readonly points: readonly ParetoPoint[];
  /** Of the trials that saw no stale accept, the widest resolution; 0 without such a trial. */
  readonly resolutionMs: number;
}

type CostScale = ScaleLinear<number, number>;

/** Cost against revocation latency. Down and to the left is better; the line joins what nothing else beats. */
export function paretoChart(pareto: Pareto, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const plot = {
    left: 56,
    right: layout.width - (narrow ? 24 : 40),
    top: 48,
    bottom: narrow ? 330 : 410,
  };
  const { measure, points, resolutionMs } = pareto;
  const data = {
    resolutionMs,
    endsMs: points.flatMap(({ medianMs, revokedMs }) =>
      [medianMs ?? 0, revokedMs ?? 0].filter((ms) => ms > 0),
    ),
    livesMs: points.flatMap(({ revokedMs, lifeMs }) => (revokedMs === null ? [lifeMs] : [])),
  };
  const title = narrow
    ? 'every replica refuses after'
    : 'every replica refuses after (half of the trials; line: up to the longest)';
  const axis = stalenessAxis(data, plot, layout, title);
  const y = scaleLinear([0, topOf(points)], [plot.bottom, plot.top]);
  const timeOf = (ms: number) => (ms > 0 ? axis.timeOf(ms) : (axis.bin.left + axis.bin.right) / 2);
  const place = ({ medianMs, lifeMs }: ParetoPoint) =>
    medianMs === null ? axis.lifeOf(lifeMs) : timeOf(medianMs);
  const body = html`${axis.markup}
${verticalAxis(linearTicks(y, 6), plot)}
${text(0, 8, narrow ? 'µs of CPU per request, over the floor' : `µs of ${measure}, over the floor`, { style: 'soft small' })}
${frontier(points, place, y)}
${pointMarkup(points, place, timeOf, y, layout)}`;
  return svg(pareto, layout.width, plot.bottom + 50, body);
}

/** One wild interval does not flatten all the others: it ends in an arrow at the edge. */
function topOf(points: readonly ParetoPoint[]): number {
  const dearest = Math.max(...points.map((point) => point.costUs));
  const widest = Math.max(...points.map((point) => point.highUs));
  return Math.min(1.15 * widest, 2 * dearest);
}

/** The interval upright, as far as the picture reaches. */
function uprightInterval({ lowUs, highUs }: ParetoPoint, at: number, y: CostScale): Markup {
  const [bottom = 0, top = 0] = y.range();
  const [from, to] = [Math.min(bottom, y(lowUs)), Math.max(top, y(highUs))];
  const arrow = (tip: number, back: number) =>
    path(pathData(['M', at - 4, tip + back, 'L', at, tip, 'L', at + 4, tip + back]), 'bracket');
  return html`${line(at, from, at, to, 'whisker')}${y(highUs) < top && arrow(top, 6)}${y(lowUs) > bottom && arrow(bottom, -6)}`;
}

function frontier(
  points: readonly ParetoPoint[],
  x: (point: ParetoPoint) => number,
  y: (value: number) => number,
): Markup | null {
  const joined = points.filter((point) => point.onFrontier).sort((a, b) => x(a) - x(b));
  if (joined.length < 2) return null;
  const data = joined.flatMap((point, index) => [
    index === 0 ? 'M' : 'L',
    x(point),
    y(point.costUs),
  ]);
  return path(pathData(data), 'frontier');
}

function pointMarkup(
  points: readonly ParetoPoint[],
  x: (point: ParetoPoint) => number,
  xOf: (valueMs: number) => number,
  y: CostScale,
  layout: Layout,
): Markup {
  const labelPlaces = placeLabels(points, x, y, layout);
  const marks = points.map((point) => {
    const at = x(point);
    const middle = y(point.costUs);
    const to = point.revokedMs === null ? at : Math.max(at, xOf(point.revokedMs));
    return html`${to > at && line(at, middle, to, middle, 'reach')}${uprightInterval(point, at, y)}${contenderMark(point.contender, at, middle)}`;
  });
  // Names last, so that no whisker of a neighbour crosses them.
  const labels = points.map((point) =>
    pointLabel(point, x(point), labelPlaces.get(point) ?? 0, layout),
  );
  return html`${marks}${labels}`;
}

/** Rough width of a character of the names: enough to know whether two of them meet. */
const characterWidth = 8;
const labelGap = 20;

interface PlacedLabel {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** From the top down, each name as near its mark as those above it leave room. */
function placeLabels(
  points: readonly ParetoPoint[],
  x: (point: ParetoPoint) => number,
  y: (value: number) => number,
  layout: Layout,
): Map<ParetoPoint, number> {
  const placed: PlacedLabel[] = [];
  const places = new Map<ParetoPoint, number>();
  for (const point of [...points].sort((one, other) => other.costUs - one.costUs)) {
    const width = characterWidth * Math.max(point.contender.length, point.caveat.length);
    const at = x(point);
    const from = isLeftOfMark(point, at, layout) ? at - 12 - width : at + 12;
    const meets = placed.filter((label) => label.from < from + width && from < label.to);
    const place = Math.max(y(point.costUs), ...meets.map((label) => label.y + labelGap));
    const below = point.caveat === '' ? place : place + 16;
    placed.push({ from, to: from + width, y: below });
    places.set(point, place);
  }
  return places;
}

function isLeftOfMark({ revokedMs }: ParetoPoint, at: number, { width }: Layout): boolean {
  return revokedMs === null || at > width * 0.7;
}

function pointLabel(point: ParetoPoint, at: number, y: number, layout: Layout): Markup {
  const { contender, caveat, onFrontier } = point;
  const leftOfMark = isLeftOfMark(point, at, layout);
  const x = leftOfMark ? at - 12 : at + 12;
  const anchor = leftOfMark ? 'end' : 'start';
  const name = text(x, y, contender, { anchor, style: onFrontier ? 'strong halo' : 'halo' });
  if (caveat === '') return name;
  return html`${name}${text(x, y + 16, caveat, { anchor, style: 'soft small halo' })}`;
}

/**
 * A point is beaten by another that costs no more and revokes no later, and is better in one of the two. What was
 * seen counts for lateness, so that contenders whose trials all ended within the resolution are equals.
 */
export function isBeaten(point: Lateness, others: readonly Lateness[]): boolean {
  return others.some(
    (other) =>
      other.costUs <= point.costUs &&
      seenLateness(other) <= seenLateness(point) &&
      (other.costUs < point.costUs || seenLateness(other) < seenLateness(point)),
  );
}

type Lateness = Pick<ParetoPoint, 'costUs' | 'revokedMs' | 'lastAcceptMs' | 'lifeMs'>;

function seenLateness({ revokedMs, lastAcceptMs, lifeMs }: Lateness): number {
  return revokedMs === null ? lifeMs || Number.POSITIVE_INFINITY : lastAcceptMs;
}
