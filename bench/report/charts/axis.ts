import { html, type Markup, pathData } from '../markup.ts';
import { path, text, texts } from './svg.ts';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface HorizontalAxis {
  readonly ticks: readonly Tick[];
  readonly top: number;
  readonly bottom: number;
  /** Middle of the axis, where its title stands. */
  readonly titleX: number;
  readonly title: string;
}

/** Draws grid lines, the labels under them, and a title that names the quantity and its unit. */
export function horizontalAxis({ ticks, top, bottom, titleX, title }: HorizontalAxis): Markup {
  const lines = pathData(ticks.flatMap(({ at }) => ['M', at, top, 'V', bottom]));
  const labels = [...ticks.map(({ at, label }) => text(at, 0, label)), text(titleX, 22, title)];
  return html`${path(lines, 'grid')}${texts({ anchor: 'middle', style: 'soft' }, labels, bottom + 14)}`;
}

export interface VerticalAxis {
  readonly ticks: readonly Tick[];
  readonly left: number;
  readonly right: number;
}

export function verticalAxis({ ticks, left, right }: VerticalAxis): Markup {
  const lines = pathData(ticks.flatMap(({ at }) => ['M', left, at, 'H', right]));
  const labels = ticks.map(({ at, label }) => text(left - 8, at, label));
  return html`${path(lines, 'grid')}${texts({ anchor: 'end', style: 'soft' }, labels)}`;
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
export function isDecade({ label }: Tick): boolean {
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
