import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { figure } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { horizontalAxis } from './axis.ts';
import { type Layout, line, rectangle, svg, text } from './svg.ts';

export interface LadderRow {
  readonly label: string;
  readonly kind: 'floor' | 'step' | 'whole';
  /** Where the bar begins: the sum of the rows before it. */
  readonly fromUs: number;
  readonly meanUs: number;
  readonly lowUs: number;
  readonly highUs: number;
}

export interface LadderPicture {
  readonly title: string;
  readonly description: string;
  readonly rows: readonly LadderRow[];
}

/** What each step adds to a request, one below the other, and the whole measured by itself at the end. */
export function ladderChart(ladder: LadderPicture, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const rowHeight = narrow ? 54 : 38;
  const plot = { left: narrow ? 8 : 300, right: layout.width - (narrow ? 64 : 150), top: 8 };
  const bottom = plot.top + ladder.rows.length * rowHeight;
  const reach = max(ladder.rows, (row) => row.fromUs + Math.max(row.meanUs, row.highUs)) ?? 1;
  const x = scaleLinear([0, reach], [plot.left, plot.right]);
  const axis = horizontalAxis({
    ticks: x.ticks(narrow ? 4 : 6).map((value) => ({ at: x(value), label: `${value}` })),
    top: plot.top,
    bottom,
    titleX: (plot.left + plot.right) / 2,
    title: 'replica CPU per request, µs',
  });
  const rows = ladder.rows.map((row, index) =>
    ladderRow(row, x, plot.top + index * rowHeight, layout),
  );
  const { title, description } = ladder;
  return svg({
    title,
    description,
    width: layout.width,
    height: bottom + 50,
    body: html`${axis}${rows}`,
  });
}

function ladderRow(
  { label, kind, fromUs, meanUs, lowUs, highUs }: LadderRow,
  x: (value: number) => number,
  top: number,
  { name }: Layout,
): Markup {
  const narrow = name === 'narrow';
  const middle = narrow ? top + 36 : top + 19;
  const start = x(Math.max(0, Math.min(fromUs, fromUs + meanUs)));
  const end = x(Math.max(fromUs, fromUs + meanUs));
  const low = x(Math.max(0, fromUs + lowUs));
  const high = x(fromUs + highUs);
  const plus = kind === 'step' && meanUs >= 0 ? '+' : '';
  const style = kind === 'step' ? 'small' : 'strong small';
  const labelMarkup = narrow
    ? text(8, top + 14, label, { style: `${style} halo` })
    : text(0, middle, label, { style });
  return html`${labelMarkup}${rectangle(start, middle - 9, end - start, 18, `ladder-${kind}`)}
${line(low, middle, high, middle, 'whisker')}${line(low, middle - 5, low, middle + 5, 'whisker')}${line(high, middle - 5, high, middle + 5, 'whisker')}
${text(Math.max(end, high) + 8, middle, `${plus}${figure(meanUs)}`, { style })}`;
}
