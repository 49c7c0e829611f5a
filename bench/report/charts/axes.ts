import { html, type Markup, pathData } from '../markup.ts';
import { type Layout, path, text, texts } from './svg.ts';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** The edges of the area in which a chart draws its data. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws grid lines, the labels under them, and in their middle a title that names the quantity and its unit. */
export function horizontalAxis(ticks: readonly Tick[], plot: Plot, title: string): Markup {
  const { left, right, top, bottom } = plot;
  const lines = pathData(ticks.flatMap(({ at }) => ['M', at, top, 'V', bottom]));
  const labels = ticks.map(({ at, label }) => text(at, 0, label));
  labels.push(text((left + right) / 2, 22, title));
  return html`${path(lines, 'grid')}${texts({ anchor: 'middle', style: 'soft' }, labels, bottom + 14)}`;
}

export function verticalAxis(ticks: readonly Tick[], { left, right }: Plot): Markup {
  const lines = pathData(ticks.flatMap(({ at }) => ['M', left, at, 'H', right]));
  const labels = ticks.map(({ at, label }) => text(left - 8, at, label));
  return html`${path(lines, 'grid')}${texts({ anchor: 'end', style: 'soft' }, labels)}`;
}

/** About `count` ticks of a linear scale at round values. */
export function linearTicks(
  scale: LinearScale,
  count: number,
  label: (value: number) => string = String,
): Tick[] {
  return scale.ticks(count).map((value) => ({ at: scale(value), label: label(value) }));
}

interface LinearScale {
  (value: number): number;
  ticks(count: number): number[];
}

/** Ticks of a logarithmic scale as far as they have room: the powers of ten first. */
export function logarithmicTicks(
  scale: (value: number) => number,
  [low, high]: readonly [low: number, high: number],
  label: (value: number) => string,
  { name }: Layout,
): Tick[] {
  const ticks = logarithmicValues(low, high).map((value) => ({
    at: scale(value),
    label: label(value),
  }));
  return thinned(ticks, name === 'narrow' ? 58 : 72, isDecade);
}

/** Keeps the ticks that have room. Preferred ticks are placed first. */
export function thinned(
  ticks: readonly Tick[],
  gap: number,
  first: (tick: Tick) => boolean = () => false,
): Tick[] {
  const kept: Tick[] = [];
  for (const tick of [...ticks.filter(first), ...ticks.filter((each) => !first(each))]) {
    if (kept.every((other) => Math.abs(other.at - tick.at) >= gap)) kept.push(tick);
  }
  return kept.sort((a, b) => a.at - b.at);
}

/** `0.1 ms`, `10 ms`, `1 s`: a power of ten in its unit, which a logarithmic axis shows first. */
function isDecade({ label }: Tick): boolean {
  return /^(?:10*|0\.0*1)(?!\d)/.test(label);
}

/** `2 ms`, `1 s`: short, for under an axis. */
export function timeLabel(valueMs: number): string {
  return valueMs < 1000 ? `${valueMs}\u00a0ms` : `${valueMs / 1000}\u00a0s`;
}

const steps = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];

/** Round values between `low` and `high` for a logarithmic axis, all of them: thin them for the room there is. */
export function logarithmicValues(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - first + 1 },
    (_, index) => 10 ** (first + index),
  );
  return decades
    .flatMap((decade) => steps.map((step) => Number((step * decade).toPrecision(3))))
    .filter((value) => value >= low && value <= high);
}
