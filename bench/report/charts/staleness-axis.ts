import { extent } from 'd3-array';
import { scaleLog } from 'd3-scale';
import { milliseconds } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import {
  horizontalAxis,
  logarithmicTicks,
  type Plot,
  type Tick,
  thinned,
  timeLabel,
} from './axes.ts';
import { type Layout, rectangle, text } from './svg.ts';

/** What a chart places along the axis. */
export interface StalenessData {
  /** Of the trials that saw no stale accept: the widest resolution; 0 without such a trial. */
  readonly resolutionMs: number;
  /** Times of trials that were seen to end, any order. */
  readonly endsMs: readonly number[];
  /** Lives of credentials that only expiry ends; null where none is promised. */
  readonly livesMs: readonly (number | null)[];
}

/**
 * The axis of how long a revoked credential was accepted, in three parts that are no common scale. First one bin for the
 * trials that saw no stale accept, because inside it the probes tell nothing apart. Then the time of those that saw one.
 * Last, on an axis of its own, the lives of the credentials that only expiry ends: the watch did not wait for them.
 */
export interface StalenessAxis {
  readonly bin: Span;
  readonly timeOf: (valueMs: number) => number;
  readonly lifeOf: (lifeMs: number | null) => number;
  /** The bin and the zone of lives with their ticks and names, and the axis between them. */
  readonly markup: Markup;
}

export function stalenessAxis(
  { resolutionMs, endsMs, livesMs }: StalenessData,
  plot: Plot,
  layout: Layout,
  title: string,
): StalenessAxis {
  const sizes = layout.name === 'narrow' ? narrowSizes : wideSizes;
  const lives = { left: plot.right - (livesMs.length > 0 ? sizes.lives : 0), right: plot.right };
  const timeEnd = lives.left - (livesMs.length > 0 ? gap : 0);
  const bin = binOf(resolutionMs, endsMs, plot.left, timeEnd, sizes.bin);
  const timeStart = bin.right + (resolutionMs > 0 ? gap : 0);
  const timeOf = scaleLog(domainOf(endsMs), [timeStart, timeEnd]);
  // A tick at the corner would meet the labels of the neighbouring part.
  const shown = [timeOf.invert(timeStart + 24), timeOf.invert(timeEnd - 18)] as const;
  const ticks = endsMs.length === 0 ? [] : logarithmicTicks(timeOf, shown, timeLabel, layout);
  const known = livesMs.flatMap((lifeMs) => lifeMs ?? []).filter((lifeMs) => lifeMs > 0);
  const lifeOf = lifeScaleOf(known, lives.left + 24, lives.right - 24);
  const resolution = { at: middleOf(bin), label: `gap ≤ ${milliseconds(resolutionMs)}` };
  const markup = html`${resolutionMs > 0 && zone(bin, plot, 'band', 'none seen', [resolution])}
${livesMs.length > 0 && zone(lives, plot, 'beyond', sizes.livesName, lifeTicks(known, lifeOf))}
${horizontalAxis(ticks, plot, title)}`;
  return {
    bin,
    timeOf,
    // Where nothing is promised, there is no place on that axis.
    lifeOf: (lifeMs) => (lifeMs === null || lifeMs <= 0 ? lives.left + 12 : lifeOf(lifeMs)),
    markup,
  };
}

interface Span {
  readonly left: number;
  readonly right: number;
}

const gap = 10;
const wideSizes = { bin: 150, lives: 190, livesName: 'only expiry ends it' } as const;
const narrowSizes = { bin: 76, lives: 96, livesName: 'by expiry' } as const;

/** Where no trial saw a stale accept, there is no time to place, and the bin has the room. */
function binOf(
  resolutionMs: number,
  endsMs: readonly number[],
  left: number,
  timeEnd: number,
  width: number,
): Span {
  if (resolutionMs === 0) return { left, right: left };
  return { left, right: endsMs.length === 0 ? timeEnd : left + width };
}

function middleOf({ left, right }: Span): number {
  return (left + right) / 2;
}

/** A part of the axis that is no time since the acknowledgement: its name above, its ticks below. */
function zone(
  span: Span,
  { top, bottom }: Plot,
  style: string,
  name: string,
  ticks: readonly Tick[],
): Markup {
  const middle = { anchor: 'middle', style: 'soft small' } as const;
  return html`${rectangle(span.left, top, span.right - span.left, bottom - top, style)}${text(middleOf(span), top - 17, name, middle)}${ticks.map(({ at, label }) => text(at, bottom + 14, label, middle))}`;
}

function domainOf(endsMs: readonly number[]): [number, number] {
  const positive = endsMs.filter((endMs) => endMs > 0);
  if (positive.length === 0) return [1, 1000];
  const shortest = Math.min(...positive);
  return [shortest / 2, Math.max(Math.max(...positive) * 1.6, shortest * 20)];
}

/** One life alone stands in the middle. */
function lifeScaleOf(lives: readonly number[], from: number, to: number) {
  const [low = 1, high = 1] = extent(lives);
  return low === high ? () => (from + to) / 2 : scaleLog([low, high], [from, to]);
}

function lifeTicks(lives: readonly number[], scale: (lifeMs: number) => number): Tick[] {
  const ticks = lives.map((lifeMs) => ({ at: scale(lifeMs), label: lifeLabel(lifeMs) }));
  return thinned(ticks, 34);
}

/** `65 s`, `15 min`, `8 h`. */
function lifeLabel(lifeMs: number): string {
  if (lifeMs < 120_000) return `${Math.round(lifeMs / 1000)}\u00a0s`;
  return lifeMs < 7_200_000
    ? `${Math.round(lifeMs / 60_000)}\u00a0min`
    : `${Math.round(lifeMs / 3_600_000)}\u00a0h`;
}
