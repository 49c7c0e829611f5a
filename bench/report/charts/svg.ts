import type { Block, Figure } from '../document.ts';
import { html, type Markup, type Part, pathData } from '../markup.ts';
import { contenderMark } from './contender-mark.ts';

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

/** What a screen reader reads of a chart. */
export interface Picture {
  /** Read aloud first: what the chart shows. */
  readonly title: string;
  /** Read aloud next: what it says, in words; null where a caption says it, or another drawing of the same. */
  readonly description: string | null;
  /** Of the element with the description, which the drawings of one chart have in common. */
  readonly descriptionId?: string;
}

/** A chart for a wide and for a narrow page, with the caption and the table that stand with it. */
export function figureBlock<Drawn extends Picture>(
  draw: (picture: Drawn, layout: Layout) => Markup,
  picture: Drawn,
  { id, caption, table }: Pick<Figure, 'id' | 'caption' | 'table'>,
): Block {
  const described = { ...picture, descriptionId: `${id}-words` };
  const wide = draw(described, wideLayout);
  const narrow = draw({ ...described, description: null }, narrowLayout);
  return { kind: 'figure', figure: { id, title: picture.title, caption, wide, narrow, table } };
}

/**
 * A picture that scales with the page and reads as one image: its name is its title, its description its desc
 * (SVG Accessibility API Mappings, 8.1).
 */
export function svg(
  { title, description, descriptionId }: Picture,
  width: number,
  height: number,
  body: Part,
): Markup {
  const words = descriptionId === undefined ? null : html` id="${descriptionId}"`;
  const by = descriptionId === undefined ? null : html` aria-describedby="${descriptionId}"`;
  return html`<svg class="chart" role="img"${by} viewBox="0 0 ${width} ${height}"><title>${title}</title>${description === null ? null : html`<desc${words}>${description}</desc>`}${body}</svg>`;
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
  const data = ['M', low, middle - reach, ...end, 'm', 0, -reach, 'H', high];
  return path(pathData([...data, 'm', 0, -reach, ...end]), 'whisker');
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

export interface LegendRow {
  readonly contender: string;
  readonly label: string;
  /** Stands beside the label. */
  readonly summary: string;
}

/** The mark, the label and the summary of each series, below each other; on a narrow page a summary has its own line. */
export function legend(
  rows: readonly LegendRow[],
  top: number,
  { name }: Layout,
  summaryX: number,
): Markup {
  return html`${rows.map(({ contender, label, summary }, index) => {
    const y = top + index * legendRowHeight[name];
    const [x, below, style] = name === 'narrow' ? [28, 15, 'soft small'] : [summaryX, 0, 'soft'];
    return html`${contenderMark(contender, 12, y)}${text(28, y, label, { style: 'strong' })}${text(x, y + below, summary, { style })}`;
  })}`;
}

export const legendRowHeight = { wide: 24, narrow: 36 };
