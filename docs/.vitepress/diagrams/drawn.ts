import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages, projectRoot } from '../pages.ts';
import type { Words } from './words.ts';

const file = join(import.meta.dirname, 'drawn.json');

/** A Mermaid diagram in its final form: in words, as a drawing for a wide column, and as one for a phone. */
export interface Drawn extends Words {
  readonly wide: string;
  readonly narrow: string;
}

/** Drawn diagrams by the key of their source. */
export type DrawnByKey = Readonly<Record<string, Drawn>>;

/** A diagram of a page, as its Markdown has it. */
export interface SourceOfDiagram {
  /** The path of the page from the root of the project. */
  readonly page: string;
  readonly source: string;
}

/** The key of a diagram: the beginning of the hash of its source. */
export function keyOf(source: string): string {
  return createHash('sha256').update(source.trim()).digest('hex').slice(0, 10);
}

export function readDrawn(): DrawnByKey {
  return JSON.parse(readFileSync(file, 'utf8')) as DrawnByKey;
}

/** One line for each diagram, in the order of the keys: two branches that draw different diagrams seldom conflict. */
export function writeDrawn(drawn: DrawnByKey): void {
  const lines = Object.entries(drawn)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
}

/** Every diagram of the pages that the site shows. */
export function diagramsOfPages(): SourceOfDiagram[] {
  return pages.flatMap((page) =>
    [...readFileSync(join(projectRoot, page), 'utf8').matchAll(/^```mermaid\n(.*?)^```/gms)].map(
      ([, source = '']) => ({ page, source }),
    ),
  );
}

/**
 * A drawn diagram as part of a page. The theme shows one of the two drawings. People who listen hear the words; people
 * with a keyboard can scroll a drawing that is wider than their window.
 */
export function figureOf(key: string, { title, description, wide, narrow }: Drawn): string {
  const text = `<p id="words-${key}" hidden>${escaped(description)}</p>`;
  const names = `aria-label="${escaped(title)}" aria-describedby="words-${key}"`;
  const drawings = `<div class="wide">${wide}</div><div class="narrow">${narrow}</div>`;
  return `<figure class="diagram" role="img" tabindex="0" v-pre ${names}>${drawings}</figure>${text}\n`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('{{', '&#123;&#123;');
}
