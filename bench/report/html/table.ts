import type { Cell, Column, Table } from '../document.ts';
import { html, type Markup } from '../markup.ts';
import { inline } from './text.ts';

/**
 * A table in a box of its own, so that a wide one scrolls there, also by keyboard, and never moves the page. The box is
 * no landmark: a page has a hundred, and each table has a caption, or the summary under which it is folded away. Cells
 * and rows have no end tags and no scope, which HTML lets one leave out (13.1.2.4; 4.9.12.2: a cell of a row or column
 * that holds nothing but headers heads it): a large run has ten thousand cells.
 */
export function renderTable({ caption, look, columns, rows }: Table, folded = false): Markup {
  return html`<div class="scroll" tabindex="0"><table class="${look ?? 'plain'}${density(columns)}${columns.map(rightColumn)}">${
    folded ? null : html`<caption><span>${inline(caption)}</span></caption>`
  }
<thead><tr>${columns.map(({ label }) => html`<th>${inline(label)}`)}
<tbody>${rows.map((row) => html`<tr>${row.map(renderCell)}\n`)}</table></div>
`;
}

/** Many columns are set tighter, so that a page of usual width holds them. */
function density(columns: readonly Column[]): string {
  return columns.length > 9 ? ' dense' : '';
}

/** `r3` sets the third column to the right: said once by the table, not by each of its cells. */
function rightColumn({ align }: Column, index: number): string {
  return align === 'right' ? ` r${index + 1}` : '';
}

function renderCell(cell: Cell, index: number): Markup {
  const { tone = 'neutral' } = cell;
  const style = tone === 'neutral' ? null : html` class="${tone}"`;
  return index === 0
    ? html`<th${style}>${renderContent(cell)}`
    : html`<td${style}>${renderContent(cell)}`;
}

/** Only addresses that this report wrote itself become links: of its own places, and of the web over TLS. */
function renderContent({ text, href }: Cell): Markup {
  if (href === undefined || !/^(#|https:\/\/)/.test(href)) return inline(text);
  return html`<a href="${href}">${inline(text)}</a>`;
}
