import type { Cell, Column, Table, Tone } from '../document.ts';
import { html, type Markup } from '../markup.ts';
import { inline } from './text.ts';

/** A table in a box of its own, so that a wide one scrolls there and never moves the page. */
export function renderTable({ caption, look, columns, rows }: Table): Markup {
  // Many columns are set tighter, so that a page of usual width holds them.
  const density = columns.length > 9 ? ' dense' : '';
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption.replaceAll('`', '')}"><table class="${look ?? 'plain'}${density}"><caption><span>${inline(caption)}</span></caption>
<thead><tr>${columns.map(renderHeader)}</tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr>${row.map((cell, index) => renderCell(cell, columns[index], index === 0))}</tr>
`,
  )}</tbody></table></div>
`;
}

function renderHeader({ label, align }: Column): Markup {
  return html`<th scope="col"${classes(align)}>${inline(label)}</th>`;
}

function renderCell(cell: Cell, column: Column | undefined, isRowHeader: boolean): Markup {
  const style = classes(column?.align ?? 'left', cell.tone);
  const content = renderContent(cell);
  return isRowHeader
    ? html`<th scope="row"${style}>${content}</th>`
    : html`<td${style}>${content}</td>`;
}

/** What is not the rule only: a large run has tens of thousands of cells. */
function classes(align: Column['align'], tone: Tone = 'neutral'): Markup {
  const names = [
    ...(align === 'right' ? ['right'] : []),
    ...(tone === 'neutral' ? [] : [`tone-${tone}`]),
  ];
  return names.length === 0 ? html`` : html` class="${names.join(' ')}"`;
}

/** Only addresses that this report wrote itself become links: of its own places, and of the web over TLS. */
function renderContent({ text, href }: Cell): Markup {
  if (href === undefined || !/^(#|https:\/\/)/.test(href)) return inline(text);
  return html`<a href="${href}">${inline(text)}</a>`;
}
