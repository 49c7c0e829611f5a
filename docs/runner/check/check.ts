import type { Markdown } from '../markdown.ts';
import { checkExcerpts } from './excerpts.ts';
import { readNames } from './facts.ts';
import { checkLinks } from './links.ts';
import { checkNames } from './names.ts';
import type { Problem } from './problem.ts';
import { checkShape } from './shape.ts';

/** Everything that can be wrong with the pages without running a command. */
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
