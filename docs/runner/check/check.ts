import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Markdown, type Problem, parseMarkdown } from '../markdown.ts';
import { checkExcerpts } from './excerpts.ts';
import { checkLinks } from './links.ts';
import { checkNames, readNames } from './names.ts';
import { checkShape } from './shape.ts';

const ignored = ['**/node_modules/**', 'docs/.vitepress/**', 'bench/results/**'];

/** Every page for readers: the walkthrough, and the READMEs that it links to. Paths are relative to `root`. */
export function readPages(root: string): Markdown[] {
  const paths = globSync(['*.md', '{apps,bench,infra,docs}/**/*.md'], {
    cwd: root,
    exclude: ignored,
  });
  return paths
    .toSorted()
    .map((path) => parseMarkdown(path, readFileSync(join(root, path), 'utf8')));
}

/** Runs all checks that need no command to be run. */
export function checkPages(pages: readonly Markdown[], root: string): Problem[] {
  const names = readNames(root);
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return [
    ...checkLinks(byPath, root),
    ...pages.flatMap((page) => [
      ...checkNames(page, names, root),
      ...checkExcerpts(page, root),
      ...checkShape(page),
    ]),
  ];
}
