import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { estimate } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { wrap } from '../terminal/table.ts';
import { horizontalAxis, linearTicks } from './axes.ts';
import { type Layout, type Picture, rectangle, svg, text, whisker } from './svg.ts';

export interface LadderRow {
  readonly label: string;
  readonly kind: 'floor' | 'step' | 'whole';
  /** Where the bar begins: the sum of the rows before it. */
  readonly fromUs: number;
  readonly meanUs: number;
  readonly lowUs: number;
  readonly highUs: number;
}

export interface LadderPicture extends Picture {
  readonly rows: readonly LadderRow[];
}

const lineHeight = 16;
/** Characters of the small text on one line, so that the longest fits the picture. */
const lineLength = { wide: 120, narrow: 50 };

/** What each step adds to a request, one below the other, and the whole measured by itself at the end. */
export function ladderChart(ladder: LadderPicture, layout: Layout): Markup {
  const { rows } = ladder;
  const narrow = layout.name === 'narrow';
  const plot = { left: 8, right: layout.width - 70, top: 8 };
  const placed = placeRows(rows, layout);
  const bottom = placed.at(-1)?.bottom ?? plot.top;
  const reach = max(rows, (row) => row.fromUs + Math.max(row.meanUs, row.highUs)) ?? 1;
  const x = scaleLinear([0, reach], [plot.left, plot.right]);
  const ticks = linearTicks(x, narrow ? 4 : 8);
  const axis = horizontalAxis(ticks, { ...plot, bottom }, 'replica CPU per request, µs');
  const body = html`${axis}${placed.map((row) => rowMarkup(row, x))}`;
  return svg(ladder, layout.width, bottom + 50, body);
}

interface PlacedRow {
  readonly row: LadderRow;
  readonly lines: readonly string[];
  readonly top: number;
  readonly bottom: number;
}

function placeRows(rows: readonly LadderRow[], { name }: Layout): PlacedRow[] {
  let top = 8;
  return rows.map((row) => {
    const lines = wrap(row.label, lineLength[name]);
    const bottom = top + lines.length * lineHeight + 32;
    const placed = { row, lines, top, bottom };
    top = bottom;
    return placed;
  });
}

/** The words above the bar: what a step does takes a sentence. */
function rowMarkup({ row, lines, top }: PlacedRow, x: (value: number) => number): Markup {
  const { kind, fromUs, meanUs, lowUs, highUs } = row;
  const middle = top + lines.length * lineHeight + 14;
  const start = x(Math.max(0, Math.min(fromUs, fromUs + meanUs)));
  const end = x(Math.max(fromUs, fromUs + meanUs));
  const low = x(Math.max(0, fromUs + lowUs));
  const high = x(fromUs + highUs);
  const plus = kind === 'step' && meanUs >= 0 ? '+' : '';
  const style = kind === 'step' ? 'small halo' : 'strong small halo';
  const labels = lines.map((words, index) =>
    text(8, top + 10 + index * lineHeight, words, { style }),
  );
  return html`${labels}${rectangle(start, middle - 9, end - start, 18, `ladder-${kind}`)}
${whisker(low, high, middle, 5)}
${text(Math.max(end, high) + 8, middle, `${plus}${estimate(meanUs, { low: lowUs, high: highUs })}`, { style })}`;
}
