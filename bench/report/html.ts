import { readFileSync } from 'node:fs';
import type { Result } from '../result/result.ts';
import { buildDocument } from './build-document.ts';
import { markDefinitions } from './charts/contender-mark.ts';
import type { Block, Section } from './document.ts';
import { inline, renderBlock, type TitleLevel } from './html/blocks.ts';
import { html, type Markup } from './markup.ts';

/** The files in the order in which they apply. The print style comes last, because it overrides the others. */
const files = [
  './html/style/colours.css',
  './html/style/page.css',
  './html/style/statements.css',
  './html/style/tables.css',
  './html/style/figures.css',
  './charts/charts.css',
  './charts/marks.css',
  './html/style/phone.css',
  './html/style/print.css',
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
