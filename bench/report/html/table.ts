import type { Cell, Column, Table, Tone } from '../document.ts';
import { html, type Markup } from '../markup.ts';
import { inline } from './text.ts';

/**
 * A table in a box of its own, so that a wide one scrolls there, also by keyboard, and never moves the page. The box is
 * no landmark: a page has a hundred, and each table has a caption. Cells and rows have no end tags, which HTML lets one
 * leave out (13.1.2.4): a large run has ten thousand cells.
 */
export function renderTable({ caption, look, columns, rows }: Table): Markup {
  const usual = usualAlign(columns);
  return html`<div class="scroll" tabindex="0"><table class="${look ?? 'plain'}${usual === 'right' ? ' figures' : ''}${density(columns)}"><caption><span>${inline(caption)}</span></caption>
<thead><tr>${columns.map(({ label, align }) => html`<th scope="col"${classes(align, usual)}>${inline(label)}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, index) => renderCell(cell, columns[index], usual, index))}
`,
  )}</tbody></table></div>
`;
}

type Align = Column['align'];

/** Many columns are set tighter, so that a page of usual width holds them. */
function density(columns: readonly Column[]): string {
  return columns.length > 9 ? ' dense' : '';
}

/** The alignment of most cells is the table's: only the others say theirs, of tens of thousands in a large run. */
function usualAlign(columns: readonly Column[]): Align {
  const right = columns.filter(({ align }) => align === 'right').length;
  return 2 * right > columns.length ? 'right' : 'left';
}

function renderCell(cell: Cell, column: Column | undefined, usual: Align, index: number): Markup {
  const content = renderContent(cell);
  const align = column?.align ?? 'left';
  // It heads its row without a scope: HTML takes a column that holds nothing but headers for the heads of rows.
  return index === 0
    ? html`<th${classes('left', 'left', cell.tone)}>${content}`
    : html`<td${classes(align, usual, cell.tone)}>${content}`;
}

function classes(align: Align, usual: Align, tone: Tone = 'neutral'): Markup {
  const names = [
    ...(align === usual ? [] : [align]),
    ...(tone === 'neutral' ? [] : [`tone-${tone}`]),
  ];
  return names.length === 0 ? html`` : html` class="${names.join(' ')}"`;
}

/** Only addresses that this report wrote itself become links: of its own places, and of the web over TLS. */
function renderContent({ text, href }: Cell): Markup {
  if (href === undefined || !/^(#|https:\/\/)/.test(href)) return inline(text);
  return html`<a href="${href}">${inline(text)}</a>`;
}
