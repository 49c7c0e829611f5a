import { posix } from 'node:path';
import { parseChapter } from '../chapter.ts';
import { type Markdown, type Problem, type TableRow, tableRowsOf } from '../markdown.ts';
import { chapterFile } from './shape.ts';

/**
 * Checks every table of `docs/` with the columns `chapter` and `command`: the commands of a row, which stand in inline
 * code, must be typed in one of the chapters that the row links to. `…` stands for left-out words.
 */
export function checkTaught(pages: ReadonlyMap<string, Markdown>): Problem[] {
  return [...pages.values()]
    .filter(({ path }) => /^docs\/[^/]+\.md$/.test(path))
    .flatMap((page) =>
      tableRowsOf(page)
        .filter(({ cells }) => cells.has('chapter') && cells.has('command'))
        .flatMap((row) => {
          const problem = problemWith(row, pages);
          return problem === null ? [] : [{ path: page.path, line: row.line, problem }];
        }),
    );
}

/** Checks that the table of ideas in `docs/README.md` has a row for every chapter. */
export function checkIdeas(pages: ReadonlyMap<string, Markdown>): Problem[] {
  const path = 'docs/README.md';
  const page = pages.get(path);
  if (page === undefined) return [];
  const rows = tableRowsOf(page).filter(({ cells }) => cells.has('idea'));
  const named = new Set(rows.flatMap(({ cells }) => linkedIn(cells.get('chapter') ?? '')));
  return [...pages.keys()]
    .filter((each) => chapterFile.test(each) && !named.has(each))
    .map((each) => ({ path, line: 1, problem: `no idea leads to ${each}` }));
}

function problemWith({ cells }: TableRow, pages: ReadonlyMap<string, Markdown>): string | null {
  const chapters = linkedIn(cells.get('chapter') ?? '').flatMap((path) => pages.get(path) ?? []);
  const typed = chapters.flatMap(typedIn);
  for (const command of codeIn(cells.get('command') ?? '')) {
    if (isOfEveryChapter(command)) continue;
    if (chapters.length === 0) return `no chapter is named for \`${command}\``;
    if (!typed.some((script) => holds(script, command))) {
      const names = chapters.map(({ path }) => path).join(' and ');
      return `${names} has no command \`${command}\``;
    }
  }
  return null;
}

/** Verbs about the walkthrough and the lab as a whole, which an instructor types between chapters. */
function isOfEveryChapter(command: string): boolean {
  return /^\.\/lab (?:demo|reset|status|logs)\b/.test(command);
}

function linkedIn(cell: string): string[] {
  return [...cell.matchAll(/\]\(([^)#]+)/g)]
    .map(([, target = '']) => posix.join('docs', target))
    .filter((path) => chapterFile.test(path));
}

function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** Every command of a chapter on one line. */
function typedIn({ path, lines }: Markdown): string[] {
  return parseChapter(path, lines.join('\n')).commands.map(({ script }) =>
    script.replaceAll(/\s*\\\n\s*|\s+/g, ' '),
  );
}

/** Whether whole words of the script are the command. */
function holds(script: string, command: string): boolean {
  const parts = command
    .split(/\s*…\s*/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`(?<![\\w./-])${parts.join('.*')}(?![\\w-])`).test(script);
}
