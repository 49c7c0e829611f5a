import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Markdown, parseMarkdown } from './markdown.ts';

const ignored = ['**/node_modules/**', 'docs/.vitepress/**', 'bench/results/**'];

/** Every page that a reader may open: the walkthrough, and the READMEs that it leads to. Paths are relative to `root`. */
export function readPages(root: string): Markdown[] {
  const paths = globSync(['*.md', '{apps,bench,infra,docs}/**/*.md'], {
    cwd: root,
    exclude: ignored,
  });
  return paths
    .toSorted()
    .map((path) => parseMarkdown(path, readFileSync(join(root, path), 'utf8')));
}
