import { scaleLog } from 'd3-scale';
import { withInterval } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { horizontalAxis, logarithmicValues, thinned } from './axes.ts';
import { type Layout, line, type Picture, rectangle, svg, text, whisker } from './svg.ts';

export interface ForestRow {
  readonly label: string;
  /** `costs more`, `not distinguishable`, … */
  readonly verdict: string;
  /** False draws the point hollow: nothing is claimed. */
  readonly distinguishable: boolean;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** The pair of equals is set apart from the comparisons. */
  readonly isAa: boolean;
}

export interface Forest extends Picture {
  readonly axisTitle: string;
  readonly rows: readonly ForestRow[];
  /** Half-width of the noise floor around 1, as a share: 0.02 is 2 %. */
  readonly noiseFloor: number;
}

/** Ratios with their intervals on one logarithmic axis (after Lewis and Clarke, BMJ 2001;322:1479). */
export function forestChart(forest: Forest, layout: Layout): Markup {
  const narrow = layout.name === 'narrow';
  const plot = narrow
    ? { left: 14, right: layout.width - 14, top: 26 }
    : { left: 268, right: layout.width - 200, top: 26 };
  const rowHeight = narrow ? 62 : 46;
  const bottom = plot.top + forest.rows.length * rowHeight;
  const [low, high] = domainOf(forest);
  const x = scaleLog([low, high], [plot.left, plot.right]);
  const floorLeft = x(Math.max(low, 1 / (1 + forest.noiseFloor)));
  const floorRight = x(Math.min(high, 1 + forest.noiseFloor));
  const ticks = thinned(
    logarithmicValues(low, high)
      .map((value) => ({ at: x(value), label: `${value}×` }))
      .filter(({ at }) => at > 18 && at < layout.width - 18),
    narrow ? 38 : 46,
    (tick) => tick.label === '1×',
  );
  const body = html`${rectangle(floorLeft, plot.top - 8, floorRight - floorLeft, bottom - plot.top + 8, 'band')}
${horizontalAxis(ticks, { ...plot, top: plot.top - 8, bottom }, forest.axisTitle)}
${line(x(1), plot.top - 8, x(1), bottom, 'axis')}
${text(floorRight + 4, plot.top - 16, 'noise floor', { style: 'soft small' })}
${forest.rows.map((row, index) => rowMarkup(row, x, plot.top + index * rowHeight, rowHeight, layout))}`;
  return svg(forest, layout.width, bottom + 50, body);
}

function domainOf({ rows, noiseFloor }: Forest): [number, number] {
  const low = Math.min(1 / (1 + noiseFloor), ...rows.map((row) => row.low));
  const high = Math.max(1 + noiseFloor, ...rows.map((row) => row.high));
  // Never so tight that noise fills the page, and with air on both sides.
  return [Math.min(low, 0.9) / 1.02, Math.max(high, 1.1) * 1.02];
}

function rowMarkup(
  row: ForestRow,
  x: (value: number) => number,
  top: number,
  height: number,
  { name, width }: Layout,
): Markup {
  const narrow = name === 'narrow';
  const middle = narrow ? top + 44 : top + height / 2;
  const style = row.distinguishable ? 'strong' : '';
  const figures = withInterval(row.ratio, row);
  const labels = narrow
    ? html`${text(14, top + 12, row.label, { style: `${style} halo` })}${text(14, top + 28, `${figures}, ${row.verdict}`, { style: 'soft small halo' })}`
    : html`${text(0, middle, row.label, { style })}${text(width - 172, middle - 8, row.verdict, { style })}${text(width - 172, middle + 9, figures, { style: 'soft small' })}`;
  const separator = row.isAa ? line(0, top + height, width, top + height, 'rule') : null;
  return html`${labels}${separator}
${whisker(x(row.low), x(row.high), middle, 9)}<circle cx="${x(row.ratio)}" cy="${middle}" r="5" class="${row.distinguishable ? 'mark fill-ink' : 'mark hollow stroke-ink'}"/>`;
}
