import { html, type Markup } from '../markup.ts';

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
