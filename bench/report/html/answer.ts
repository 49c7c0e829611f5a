import type { Answer, AnswerCell } from '../answer/answer.ts';
import { fullWords } from '../answer/table.ts';
import { html, type Markup } from '../markup.ts';
import { toneSigns } from '../tone.ts';
import { inline } from './inline.ts';

/**
 * The first table of the page, under the sentence on trust. On a phone each row is set as a card, and each cell has the
 * label of its column before it: the style sheet takes it from the table. As in the other tables of the page, cells and
 * rows have no end tags and no scope, which HTML lets one leave out (13.1.2.4; 4.9.12.2).
 */
export function renderAnswer(answer: Answer): Markup {
  const { trust, caption, columns, rows, notes } = answer;
  const labels = columns.map(
    ({ label }, index) => `--label${index + 2}:"${label.replaceAll('`', '')}"`,
  );
  return html`<p class="trust ${trust.tone}"><strong>${toneSigns[trust.tone]} Can you trust this run?</strong> ${inline(trust.text)}</p>
<table class="answer" style="${labels.join(';')}"><caption>${inline(caption)}</caption>
<thead><tr><th>contender${columns.map(({ label }) => html`<th>${inline(label)}`)}
<tbody>${rows.map(
    ({ contender, cells }) =>
      html`<tr><th>${contender}${cells.map((cell) => renderCell(cell, answer))}\n`,
  )}</table>
<p class="notes">${[...notes, fullWords].map((note) => html`${inline(note)} `)}Each cell opens its evidence.</p>
`;
}

function renderCell({ tone, signed, text, href, range }: AnswerCell, { axis }: Answer): Markup {
  const sign = signed ? html`<i>${toneSigns[tone]}</i> ` : null;
  const bar = axis === null || range === null ? null : renderBar(range, axis);
  const content = html`${sign}${inline(text)}`;
  const linked =
    href === null ? html`<span>${content}</span>` : html`<a href="${href}">${content}</a>`;
  const style = tone === 'neutral' ? null : html` class="${tone}"`;
  return html`<td${style}>${linked}${bar}`;
}

/** Pixels of the bar; the page may stretch it. */
const width = 80;
const height = 8;

/** The interval as a line with a mark at its estimate, from the floor on. The words beside it say the same. */
function renderBar(
  { value, low, high }: NonNullable<AnswerCell['range']>,
  { from, to }: NonNullable<Answer['axis']>,
): Markup {
  const at = (ratio: number) => (to === from ? 0 : ((ratio - from) / (to - from)) * width);
  return html`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><path d="M${at(low)} 4H${at(high)}"/><circle cx="${at(value)}" cy="4" r="2"/></svg>`;
}
