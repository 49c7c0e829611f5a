import { html, type Markup } from '../markup.ts';

/** Text with the names between backticks set as names. Everything in it is escaped. */
export function inline(text: string): Markup {
  const pieces = text.split('`');
  return html`${pieces.map((piece, index) =>
    // An odd number of backticks leaves the last one open: then it is text.
    index % 2 === 1 && index < pieces.length - 1 ? html`<code>${piece}</code>` : html`${piece}`,
  )}`;
}
