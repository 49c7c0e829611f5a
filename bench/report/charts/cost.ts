import { max, sum } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { figure } from '../format.ts';
import { html, type Markup, pathData } from '../markup.ts';
import { horizontalAxis, linearTicks } from './axes.ts';
import { type Layout, type Picture, path, rectangle, svg, text } from './svg.ts';

export interface CostPart {
  readonly label: string;
  readonly microseconds: number;
}

export interface CostRow {
  readonly label: string;
  /** The same parts in the same order in every row. */
  readonly parts: readonly CostPart[];
}

export interface CostPicture extends Picture {
  readonly rows: readonly CostRow[];
}

/** Where the CPU of one request is spent: one bar per arm, one piece per process, widths add up. */
export function costChart(cost: CostPicture, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const rowHeight = narrow ? 50 : 34;
  const plot = { left: narrow ? 8 : 170, right: layout.width - 60, top: narrow ? 68 : 40 };
  const bottom = plot.top + cost.rows.length * rowHeight;
  const longest = max(cost.rows, ({ parts }) => sum(parts, (part) => part.microseconds)) ?? 1;
  const x = scaleLinear([0, longest], [plot.left, plot.right]);
  const ticks = linearTicks(x, narrow ? 4 : 7);
  const axis = horizontalAxis(ticks, { ...plot, bottom }, 'CPU per accepted request, µs');
  const bars = cost.rows.map((row, index) => bar(row, x, plot.top + index * rowHeight, narrow));
  const parts = cost.rows[0]?.parts ?? [];
  const pieces = parts.map((_, index) =>
    path(pathData(bars.flatMap((each) => each.pieces[index] ?? [])), `part-${index}`),
  );
  const body = html`${legend(parts, narrow)}${axis}${pieces}${bars.map(({ words }) => words)}`;
  return svg(cost, layout.width, bottom + 50, body);
}

function legend(parts: readonly CostPart[], narrow: boolean): Markup {
  const step = narrow ? { x: 176, perLine: 2 } : { x: 210, perLine: 4 };
  return html`${parts.map((part, index) => {
    const left = 8 + step.x * (index % step.perLine);
    const y = 14 + 24 * Math.floor(index / step.perLine);
    return html`${rectangle(left, y - 7, 14, 14, `part-${index}`)}${text(left + 20, y, part.label, { style: 'small' })}`;
  })}`;
}

interface Bar {
  /** The outline of each part. */
  readonly pieces: readonly (readonly (string | number)[])[];
  readonly words: Markup;
}

function bar(row: CostRow, x: (value: number) => number, top: number, narrow: boolean): Bar {
  const barTop = narrow ? top + 22 : top + 7;
  const barHeight = 20;
  let from = 0;
  const pieces = row.parts.map((part) => {
    const left = x(from);
    from += part.microseconds;
    // A hair of page between the pieces, so that they can be told apart without their colours.
    const width = Math.max(0, x(from) - left - 1.5);
    return ['M', left, barTop, 'h', width, 'v', barHeight, 'h', -width, 'z'];
  });
  const label = narrow
    ? text(8, top + 11, row.label, { style: 'strong small' })
    : text(0, barTop + barHeight / 2, row.label, { style: 'strong' });
  const total = text(x(from) + 6, barTop + barHeight / 2, figure(from), { style: 'small' });
  return { pieces, words: html`${label}${total}` };
}
