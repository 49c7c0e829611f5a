import { html, type Markup, type Part } from '../markup.ts';

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
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Class names of report.css: `strong`, `soft`, `small`. */
  readonly style?: string;
}

/** A line of text, `y` at its middle. */
export function text(x: number, y: number, content: string, options: TextOptions = {}): Markup {
  const styles = [
    options.anchor === 'start' ? '' : (options.anchor ?? ''),
    options.style ?? '',
  ].filter((style) => style !== '');
  const names = styles.length === 0 ? null : html` class="${styles.join(' ')}"`;
  return html`<text x="${x}" y="${y}"${names}>${content}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, style: string): Markup {
  return html`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${style}"/>`;
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
