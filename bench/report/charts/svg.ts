import { html, type Markup, type Part, pathData } from '../markup.ts';

/**
 * Each chart is drawn twice, in units that come out near one CSS pixel: text that shrinks with the picture
 * would be unreadable on a phone.
 */
export interface Layout {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
}

export const wideLayout: Layout = { name: 'wide', width: 880 };
export const narrowLayout: Layout = { name: 'narrow', width: 360 };

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Read aloud first: what the chart shows. */
  readonly title: string;
  /** Read aloud next: what it says, in words; null where a caption says it. */
  readonly description: string | null;
  readonly body: Part;
}

/**
 * A picture that scales with the page and reads as one image: its name is its title, its description its desc
 * (SVG Accessibility API Mappings, 8.1).
 */
export function svg({ width, height, title, description, body }: Drawing): Markup {
  return html`<svg class="chart" role="img" viewBox="0 0 ${width} ${height}"><title>${title}</title>${description === null ? null : html`<desc>${description}</desc>`}${body}</svg>`;
}

export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end' | undefined;
  /** Class names of report.css: `strong`, `soft`, `small`. */
  readonly style?: string | undefined;
}

/** A line of text, `y` at its middle; in whole pixels. */
export function text(x: number, y: number, content: string, options: TextOptions = {}): Markup {
  return html`<text${placeOf('x', x)}${placeOf('y', y)}${styleOf(options)}>${content}</text>`;
}

/** 0 is where a text stands that says no place. */
function placeOf(name: 'x' | 'y', value: number): Markup | null {
  const pixels = Math.round(value);
  return pixels === 0 ? null : html` ${name}="${pixels}"`;
}

function styleOf({ anchor, style }: TextOptions): Markup | null {
  const names = [anchor === 'start' ? '' : (anchor ?? ''), style ?? ''].filter(
    (each) => each !== '',
  );
  return names.length === 0 ? null : html` class="${names.join(' ')}"`;
}

/** Texts that have their anchor and style in common, and that stand from `y` on: said once. */
export function texts(options: TextOptions, content: Part, y = 0): Markup {
  const shift = y === 0 ? null : html` transform="translate(0 ${y})"`;
  return html`<g${styleOf(options)}${shift}>${content}</g>`;
}

/** A path: it is shorter than a `line` with its four names. */
export function line(x1: number, y1: number, x2: number, y2: number, style: string): Markup {
  return path(pathData(['M', x1, y1, 'L', x2, y2]), style);
}

/** An interval from left to right, with an end of `reach` up and down on either side. */
export function whisker(low: number, high: number, middle: number, reach: number): Markup {
  const end = ['v', 2 * reach] as const;
  const data = ['M', low, middle - reach, ...end, 'M', low, middle, 'H', high];
  return path(pathData([...data, 'M', high, middle - reach, ...end]), 'whisker');
}

export function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  style: string,
): Markup {
  return html`<rect x="${x}" y="${y}" width="${Math.max(0, width)}" height="${Math.max(0, height)}" class="${style}"/>`;
}

export function path(data: string, style: string): Markup {
  return html`<path d="${data}" class="${style}"/>`;
}

/**
 * Moves labels apart until each has `gap` to the next, as little as possible and never above `top`.
 * Returns the new places in the order given.
 */
export function spread(places: readonly number[], gap: number, top: number): number[] {
  const moved = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let free = top;
  for (const label of moved) {
    label.place = Math.max(label.place, free);
    free = label.place + gap;
  }
  return moved.sort((a, b) => a.index - b.index).map(({ place }) => place);
}

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
