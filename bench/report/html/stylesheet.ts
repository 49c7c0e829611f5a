import { readFileSync } from 'node:fs';
import type { Markup } from '../markup.ts';

/** In the order in which they apply; paper comes last, because it overrides the screen. */
const files = [
  './style/colours.css',
  './style/page.css',
  './style/statements.css',
  './style/tables.css',
  './style/figures.css',
  '../charts/charts.css',
  '../charts/marks.css',
  './style/phone.css',
  './style/print.css',
];

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
