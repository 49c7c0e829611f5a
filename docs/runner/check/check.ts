import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fence, type Markdown, type Problem, parseMarkdown } from '../markdown.ts';
import { checkLinks } from './links.ts';
import { checkLists, checkPictures, checkRows } from './lists.ts';
import { checkNames, readNames } from './names.ts';
import { checkShape } from './shape.ts';
import { checkIdeas, checkTaught } from './taught.ts';
import { checkWaits } from './waits.ts';
import { checkWords } from './words.ts';

const ignored = ['**/node_modules/**', 'docs/.vitepress/**', 'bench/results/**'];

/** Every page for readers: the walkthrough, and the READMEs that it links to. Paths are relative to `root`. */
export function readPages(root: string): Markdown[] {
  const paths = globSync(['*.md', '{apps,bench,infra,docs,gallery,test}/**/*.md'], {
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
    ...checkLists(byPath),
    ...checkPictures(byPath),
    ...checkTaught(byPath),
    ...checkIdeas(byPath),
    ...checkWords(byPath),
    ...pages.flatMap((page) => [
      ...checkNames(page, names, root),
      ...checkExcerpts(page, root),
      ...checkShape(page),
      ...checkWaits(page),
      ...checkRows(page),
    ]),
  ];
}

/**
 * Checks that shown source is real source. A fence with `file=apps/…` must hold consecutive lines of that file, where
 * `// …` or `# …` stands for omitted lines. The indentation may differ.
 */
export function checkExcerpts(page: Markdown, root: string): Problem[] {
  return page.fences.flatMap((fence) => {
    const file = fence.attributes.get('file');
    const problem = file === undefined ? null : problemWith(fence, join(root, file), file);
    return problem === null ? [] : [{ path: page.path, line: fence.line, problem }];
  });
}

const leftOut = /^(?:\/\/|#) …$/;

function problemWith(fence: Fence, path: string, file: string): string | null {
  if (!existsSync(path)) return `there is no ${file}`;
  const source = readFileSync(path, 'utf8').split('\n').map(bare);
  let from = 0;
  for (const part of partsOf(fence.body.map(bare))) {
    const at = source.findIndex(
      (_, index) => index >= from && part.every((line, offset) => source[index + offset] === line),
    );
    if (at === -1) return `${file} has no such lines: ${part[0] ?? ''}`;
    from = at + part.length;
  }
  return null;
}

function bare(line: string): string {
  return line.trim();
}

function partsOf(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (leftOut.test(line)) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.filter((part) => part.length > 0);
}
