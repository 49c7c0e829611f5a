import { readFileSync } from 'node:fs';
import type { Result } from '../result/result.ts';
import { buildDocument } from './build-document.ts';
import { markDefinitions } from './charts/contender-mark.ts';
import type {
  Block,
  Fact,
  Figure,
  Heading,
  KeyEntry,
  Panel,
  ReportDocument,
  Section,
  Verdict,
} from './document.ts';
import { renderAnswer } from './html/answer.ts';
import { openMarks, renderContents } from './html/contents.ts';
import { type Chapter, chaptersOf, renderFold } from './html/fold.ts';
import { inline } from './html/inline.ts';
import { renderTable } from './html/table.ts';
import { html, type Markup } from './markup.ts';

/** The files in the order in which they apply. The styles of media come last, because they override the others. */
const files = [
  './html/style/colours.css',
  './html/style/page.css',
  './html/style/blocks.css',
  './html/style/tables.css',
  './html/style/chapters.css',
  './html/style/answer.css',
  './charts/charts.css',
  './charts/marks.css',
  './html/style/media.css',
];

/** The sections that answer at first sight. Every other one is folded away under its heading. */
const staysOpen: ReadonlySet<string> = new Set(['answer', 'trust']);

/** The report as one page that needs nothing else: no script, no font, no request. */
export function renderHtml(result: Result): string {
  const report = buildDocument(result);
  const { title, subtitle, sections, findings } = report;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}: ${result.run.id}</title>
<style>${stylesheet()}${openMarks(sections)}</style></head>
<body>${markDefinitions()}<header><h1>${title}</h1><p class="subtitle">${subtitle}</p></header>
${renderContents(report)}
<main>${sections.map((section) => renderSection(section, findings))}</main>
<footer><p>${result.tool.name} ${result.tool.version}, method ${result.tool.methodVersion}, seed ${String(result.run.seed)}. Computed from <code>results.json</code>; it can be computed again.</p></footer>
</body></html>
`;
  return withoutNeedlessQuotes(page.markup);
}

/**
 * HTML needs no quotes around a value of letters, digits and a few signs (13.1.2.3): 3 % of a large page. In texts every
 * quote is escaped, so this meets attributes only. A value right before `/>` keeps its quotes: the slash would join it.
 */
function withoutNeedlessQuotes(page: string): string {
  return page.replace(/ ([a-z-]+)="([\w.#-]+)"(?=[ >])/g, ' $1=$2');
}

type Findings = ReportDocument['findings'];

function renderSection({ id, title, lead, blocks }: Section, findings: Findings): Markup {
  const heading = html`<h2 id="${id}-heading">${title}</h2>`;
  const content = html`${lead === null ? null : html`<p class="lead">${inline(lead)}</p>\n`}${chaptersOf(blocks).map((chapter) => renderChapter(chapter, findings))}`;
  return staysOpen.has(id)
    ? html`<section id="${id}" aria-labelledby="${id}-heading">${heading}\n${content}</section>\n`
    : html`<section aria-labelledby="${id}-heading">${renderFold(id, heading, findings.get(id) ?? null, content)}</section>\n`;
}

function renderChapter({ heading, blocks }: Chapter, findings: Findings): Markup {
  const content = html`${blocks.map((block, index) => renderBlock(block, heading === null ? titleLevelAt(blocks, index) : 4))}`;
  if (heading?.id == null) return content;
  return renderFold(heading.id, renderHeading(heading), findings.get(heading.id) ?? null, content);
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
      return renderAnswer(block.answer);
    case 'heading':
      return renderHeading(block);
    case 'paragraph':
      return html`<p>${inline(block.text)}</p>\n`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${inline(item)}</li>\n`)}</ul>\n`;
    case 'code':
      return html`<pre tabindex="0"><code>${block.text}</code></pre>\n`;
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

function renderHeading({ text }: Heading): Markup {
  return html`<h3>${inline(text)}</h3>`;
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
  return evidence.length === 0
    ? html`<li class="${tone}"><p class="headline">${inline(headline)}.</p></li>\n`
    : html`<li class="${tone}"><details><summary class="headline">${inline(headline)}.</summary><ul class="evidence">${evidence.map((each) => html`<li>${inline(each)}`)}</ul></details></li>\n`;
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
