/** A piece of HTML or SVG that may go into a page as it is. Only this file makes one out of text. */
export interface Markup {
  readonly markup: string;
}

/** Text is escaped, a number is a coordinate and rounded, `null` and `false` are left out, lists are joined. */
export type Part = Markup | string | number | null | false | readonly Part[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/**
 * Template tag for HTML and SVG. A result file may hold anything in its texts (a contender's name, an error
 * of a replica), so that everything put into a template is escaped unless this tag made it.
 *
 * @throws RangeError for a coordinate that is not finite: a chart without it is a wrong chart.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const markup = strings.reduce(
    (all, text, index) => all + text + (index < parts.length ? render(parts[index] ?? null) : ''),
    '',
  );
  return { markup };
}

function render(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return coordinate(part);
  if ('markup' in part) return part.markup;
  return part.map(render).join('');
}

function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('A coordinate must be a finite number');
  return String(Math.round(value * 10) / 10);
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * A path's `d` that is a dot at each place, which a round line cap makes visible; relative, in whole pixels, each once,
 * and from left to right, so that the steps are short.
 */
export function dotsData(places: readonly Place[]): string {
  const pixels = places.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  const inOrder = pixels.sort((one, other) => one.x - other.x || one.y - other.y);
  let [atX, atY] = [0, 0];
  return pathData(
    inOrder.flatMap(({ x, y }, index) => {
      if (index > 0 && x === atX && y === atY) return [];
      const move = ['m', x - atX, y - atY, 'h', 0];
      [atX, atY] = [x, y];
      return move;
    }),
    0,
  );
}

/** A path's `d` that goes to each place in turn, first across and then up or down; relative, in whole pixels. */
export function stepsData([from, ...steps]: readonly Place[]): string {
  if (from === undefined) return '';
  let [atX, atY] = [Math.round(from.x), Math.round(from.y)];
  const parts: (string | number)[] = ['M', atX, atY];
  steps.forEach((step, index) => {
    const [x, y] = [Math.round(step.x), Math.round(step.y)];
    // Without a step up or down it goes on, until the last.
    if (y === atY && index < steps.length - 1) return;
    if (x !== atX) parts.push('h', x - atX);
    if (y !== atY) parts.push('v', y - atY);
    [atX, atY] = [x, y];
  });
  return pathData(parts, 0);
}

/** A path's `d` in few bytes: a page holds thousands of these. `decimals`: 1 by default, 0 where a pixel is enough. */
export function pathData(parts: readonly (string | number)[], decimals: 0 | 1 = 1): string {
  let data = '';
  let afterNumber = false;
  for (const part of parts) {
    const isNumber = typeof part === 'number';
    const text = isNumber ? coordinate(decimals === 0 ? Math.round(part) : part) : part;
    data += afterNumber && isNumber && !text.startsWith('-') ? ` ${text}` : text;
    afterNumber = isNumber;
  }
  return data;
}
