import { readFileSync } from 'node:fs';
import type { Result } from '../result/result.ts';
import { buildDocument } from './build-document.ts';
import { markDefinitions } from './charts/contender-mark.ts';
import type {
  Block,
  Cell,
  Fact,
  Figure,
  KeyEntry,
  Panel,
  Section,
  Table,
  Verdict,
} from './document.ts';
import { renderAnswer } from './html/answer.ts';
import { html, type Markup } from './markup.ts';

/** The files in the order in which they apply. The styles of media come last, because they override the others. */
const files = [
  './html/style/colours.css',
  './html/style/page.css',
  './html/style/blocks.css',
  './html/style/tables.css',
  './html/style/answer.css',
  './charts/charts.css',
  './charts/marks.css',
  './html/style/media.css',
];

/** The report as one page that needs nothing else: no script, no font, no request. */
export function renderHtml(result: Result): string {
  const { title, subtitle, sections } = buildDocument(result);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}: ${result.run.id}</title>
<style>${stylesheet()}</style></head>
<body>${markDefinitions()}<header><h1>${title}</h1><p class="subtitle">${subtitle}</p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name.split(':')[0] ?? name}</a></li>`)}</ul></nav></header>
<main>${sections.map(renderSection)}</main>
<footer><p>${result.tool.name} ${result.tool.version}, method ${result.tool.methodVersion}, seed ${String(result.run.seed)}. Computed from <code>results.json</code>; it can be computed again.</p></footer>
</body></html>
`.markup;
}

function renderSection({ id, title, lead, blocks }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${title}</h2>
${lead === null ? null : html`<p class="lead">${inline(lead)}</p>\n`}${blocks.map((block, index) => renderBlock(block, titleLevelAt(blocks, index)))}</section>
`;
}

/** Under the section's own heading until the first one inside it. */
function titleLevelAt(blocks: readonly Block[], index: number): TitleLevel {
  return blocks.slice(0, index).some(({ kind }) => kind === 'heading') ? 4 : 3;
}

/** All styles of the page as one text. Ours, not a result's, so that it goes in as it is. */
export function stylesheet(): Markup {
  const text = files.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('\n');
  const compact = text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    // Not before a colon: that space is a selector's.
    .replace(/([:,>]) /g, '$1');
  return { markup: compact };
}

/** A title of a figure or panel: one level under the heading that it stands under, so that no level is skipped. */
type TitleLevel = 3 | 4;

function renderBlock(block: Block, level: TitleLevel): Markup {
  switch (block.kind) {
    case 'answer':
      return renderAnswer(block.answer, inline);
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

/**
 * A table in a box of its own, so that a wide one scrolls there, also by keyboard, and never moves the page. The box is
 * no landmark: a page has a hundred, and each table has a caption, or the summary under which it is folded away. Cells
 * and rows have no end tags and no scope, which HTML lets one leave out (13.1.2.4; 4.9.12.2: a cell of a row or column
 * that holds nothing but headers heads it): a large run has ten thousand cells.
 */
function renderTable(table: Table, folded = false): Markup {
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

/**
 * Text with the names between backticks set as names. Everything in it is escaped. A large page names thousands: `b` is
 * what HTML has for product names and keywords (4.5.22), and half as long as `code`.
 */
export function inline(text: string): Markup {
  const pieces = text.split('`');
  return html`${pieces.map((piece, index) =>
    // An odd number of backticks leaves the last one open: then it is text.
    index % 2 === 1 && index < pieces.length - 1 ? html`<b>${piece}</b>` : html`${piece}`,
  )}`;
}
