import type { Block, Fact, Figure, KeyEntry, Panel, Verdict } from '../document.ts';
import { html, type Markup } from '../markup.ts';
import { renderTable } from './table.ts';
import { inline } from './text.ts';

/** A title of a figure or panel: one level under the heading that it stands under, so that no level is skipped. */
export type TitleLevel = 3 | 4;

export function renderBlock(block: Block, level: TitleLevel): Markup {
  switch (block.kind) {
    case 'heading':
      return renderHeading(block.id, block.text);
    case 'paragraph':
      return html`<p>${inline(block.text)}</p>\n`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${inline(item)}</li>\n`)}</ul>\n`;
    case 'code':
      return html`<pre><code>${block.text}</code></pre>\n`;
    case 'callout':
      return renderCallout(block.tone, block.text);
    case 'facts':
      return html`<dl class="facts">${block.facts.map(renderFact)}</dl>\n`;
    case 'verdicts':
      return html`<ol class="verdicts">${block.verdicts.map(renderVerdict)}</ol>\n`;
    case 'table':
      return block.folded
        ? html`<details><summary>${inline(block.table.caption)}</summary>${renderTable(block.table, true)}</details>\n`
        : renderTable(block.table);
    case 'figure':
      return renderFigure(block.figure, level);
    case 'panels':
      return renderPanels(block.panels, level);
    case 'key':
      return renderKey(block.entries);
  }
}

function renderHeading(id: string | null, text: string): Markup {
  return id === null
    ? html`<h3>${inline(text)}</h3>\n`
    : html`<h3 id="${id}">${inline(text)}</h3>\n`;
}

/** The first sentence answers, the rest says why. */
function renderCallout(tone: string, text: string): Markup {
  const end = text.indexOf('. ') + 1;
  const [answer, reason] = end === 0 ? [text, ''] : [text.slice(0, end), text.slice(end)];
  return html`<p class="callout ${tone}"><strong>${inline(answer)}</strong>${inline(reason)}</p>\n`;
}

function renderFact({ label, value, note, tone }: Fact): Markup {
  return html`<div class="${tone}"><dt>${label}</dt><dd class="value">${value}</dd><dd class="note">${note}</dd></div>\n`;
}

function renderVerdict({ tone, headline, evidence }: Verdict): Markup {
  return html`<li class="${tone}"><p class="headline">${inline(headline)}.</p><ul class="evidence">${evidence.map((each) => html`<li>${inline(each)}`)}</ul></li>\n`;
}

function renderTitle(title: Markup, level: TitleLevel): Markup {
  return level === 3
    ? html`<h3 class="title">${title}</h3>`
    : html`<h4 class="title">${title}</h4>`;
}

function renderFigure(
  { id, title, caption, wide, narrow, table }: Figure,
  level: TitleLevel,
): Markup {
  return html`<figure id="${id}">${renderTitle(inline(title), level)}
<div class="wide">${wide}</div><div class="narrow">${narrow}</div>
<figcaption>${inline(caption)}</figcaption>
<details><summary>The same as a table</summary>${renderTable(table)}</details></figure>
`;
}

function renderPanels(panels: readonly Panel[], level: TitleLevel): Markup {
  return html`<div class="panels">${panels.map(
    ({ id, title, summary, tone, drawing }) =>
      html`<figure id="${id}" class="${tone}">${level === 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}${drawing}<figcaption>${summary}.</figcaption></figure>\n`,
  )}</div>\n`;
}

function renderKey(entries: readonly KeyEntry[]): Markup {
  return html`<ul class="key">${entries.map(({ label, swatch }) => html`<li>${swatch}${label}</li>`)}</ul>\n`;
}
