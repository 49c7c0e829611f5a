import type { Cell, Table } from '../document.ts';
import { html, type Markup } from '../markup.ts';
import { inline } from './inline.ts';

/**
 * A table in a box of its own, so that a wide one scrolls there, also by keyboard, and never moves the page. The box is
 * no landmark: a page has a hundred, and each table has a caption, or the summary under which it is folded away. Cells
 * and rows have no end tags and no scope, which HTML lets one leave out (13.1.2.4; 4.9.12.2: a cell of a row or column
 * that holds nothing but headers heads it): a large run has ten thousand cells.
 */
export function renderTable(table: Table, folded = false): Markup {
  const { caption, columns, rows } = table;
  return html`<div class="scroll" tabindex="0"><table class="${classesOf(table)}">${
    folded ? null : html`<caption><span>${inline(caption)}</span></caption>`
  }
<thead><tr>${columns.map(({ label }) => html`<th>${inline(label)}`)}
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => renderCell(rows, cell, index))}\n`)}</table></div>
`;
}

/** Many columns are set tighter, so that a page of usual width holds them. */
const mostRoomyColumns = 9;

/**
 * What its cells have in common, said once by the table: `r3` sets the third column to the right, `figures` all but
 * the first, and in `n1` a cell of the first that marks no name in it is one, whole.
 */
function classesOf({ look, columns, rows }: Table): string {
  const isFigures = columns.length > 1 && columns.slice(1).every(({ align }) => align === 'right');
  const ofColumns = columns.flatMap(({ align }, index) => [
    ...(align === 'right' && !isFigures ? [`r${index + 1}`] : []),
    ...(isOfNames(rows, index) ? [`n${index + 1}`] : []),
  ]);
  const density = columns.length > mostRoomyColumns ? ['dense'] : [];
  const figures = isFigures ? ['figures'] : [];
  return [...(look === undefined ? [] : [look]), ...density, ...figures, ...ofColumns].join(' ');
}

/** Names stand in the first columns. */
const mostNameColumns = 2;

function isOfNames(rows: Table['rows'], index: number): boolean {
  return index < mostNameColumns && rows.every((row) => row[index]?.text.startsWith('`') ?? false);
}

function renderCell(rows: Table['rows'], cell: Cell, index: number): Markup {
  const { tone = 'neutral' } = cell;
  const style = tone === 'neutral' ? null : html` class="${tone}"`;
  const content = renderContent(isOfNames(rows, index) ? withoutMarks(cell) : cell);
  return index === 0 ? html`<th${style}>${content}` : html`<td${style}>${content}`;
}

/** A cell that is one name and nothing else, without its backticks. */
function withoutMarks(cell: Cell): Cell {
  const [, only] = /^`([^`]*)`$/.exec(cell.text) ?? [];
  return only === undefined ? cell : { ...cell, text: only };
}

/** Only addresses that this report wrote itself become links: of its own places, and of the web over TLS. */
function renderContent({ text, href }: Cell): Markup {
  if (href === undefined || !/^(#|https:\/\/)/.test(href)) return inline(text);
  return html`<a href="${href}">${inline(text)}</a>`;
}
