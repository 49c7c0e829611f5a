import type { Block, Heading } from '../document.ts';
import { html, type Markup } from '../markup.ts';
import { inline } from './inline.ts';

/** A heading that folds, and the blocks under it; null for the blocks before the first such heading. */
export interface Chapter {
  readonly heading: Heading | null;
  readonly blocks: readonly Block[];
}

/** A heading with an id is a place that a link leads to: it folds what follows. One without an id only divides. */
export function chaptersOf(blocks: readonly Block[]): Chapter[] {
  const starts = blocks.flatMap((block, index) =>
    block.kind === 'heading' && block.id !== null ? [{ heading: block, index }] : [],
  );
  const before = blocks.slice(0, starts[0]?.index ?? blocks.length);
  const chapters = starts.map(({ heading, index }, each) => ({
    heading,
    blocks: blocks.slice(index + 1, starts[each + 1]?.index ?? blocks.length),
  }));
  return before.length === 0 ? chapters : [{ heading: null, blocks: before }, ...chapters];
}

/**
 * A chapter that is folded away under its heading. A browser opens it when a link leads to a place inside it (HTML,
 * 6.11.2, the ancestor revealing algorithm). A summary is no such place, so the place stands behind it, and its style
 * moves it up to the summary.
 *
 * @param finding one line that is read without the chapter; null: the heading says enough.
 */
export function renderFold(
  id: string,
  heading: Markup,
  finding: string | null,
  content: Markup,
): Markup {
  const said = finding === null ? null : html` <span class="finding">${inline(finding)}</span>`;
  return html`<details class="chapter"><summary>${heading}${said}</summary><i class="place" id="${id}"></i>
${content}</details>
`;
}
