import { basename } from 'node:path';
import { type Markdown, type Problem, tableRowsOf } from '../markdown.ts';
import { chapterFile } from './shape.ts';

const decisionFile = /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/;

interface List {
  readonly page: string;
  /** What the page must link to, as a path from the root. */
  readonly files: RegExp;
  /** Whether the text of a link must be the title of the page that it leads to. */
  readonly byTitle: boolean;
}

/** Pages that promise a whole list. A new chapter or decision that one of them lacks is a mistake. */
const lists: readonly List[] = [
  { page: 'docs/README.md', files: chapterFile, byTitle: true },
  { page: 'docs/README.md', files: decisionFile, byTitle: false },
  { page: 'docs/predictions.md', files: chapterFile, byTitle: false },
];

/** Checks that every list names all pages that it stands for. `pages` has all pages by their path. */
export function checkLists(pages: ReadonlyMap<string, Markdown>): Problem[] {
  return lists.flatMap(({ page: path, files, byTitle }) => {
    const page = pages.get(path);
    if (page === undefined) return [];
    const text = page.prose.map((row) => row.text).join('\n');
    return [...pages.values()]
      .filter((each) => files.test(each.path))
      .filter((each) => !text.includes(linkTo(each, byTitle)))
      .map((each) => ({ path, line: 1, problem: `the page lacks ${linkTo(each, byTitle)}` }));
  });
}

/** Checks that each row of a table has as many cells as its head. A page shows no cell that is too many. */
export function checkRows(page: Markdown): Problem[] {
  return tableRowsOf(page)
    .filter(({ surplus }) => surplus !== 0)
    .map(({ line, surplus }) => {
      const count = Math.abs(surplus) === 1 ? 'one cell' : `${Math.abs(surplus)} cells`;
      const problem = `a row with ${count} ${surplus > 0 ? 'more' : 'fewer'} than its head`;
      return { path: page.path, line, problem };
    });
}

/** The pictures of everyday things that explain an idea. Each stands once, with the place where it no longer fits. */
const pictures: readonly string[] = [
  'backstage pass',
  'coat check',
  'customer desk',
  'passport',
  'vending machine',
];

/** Checks that one paragraph of all chapters shows each picture and says where it breaks. */
export function checkPictures(pages: ReadonlyMap<string, Markdown>): Problem[] {
  const chapters = [...pages.values()].filter(({ path }) => chapterFile.test(path));
  const paragraphs = chapters
    .flatMap(({ prose }) =>
      prose
        .map(({ text }) => text)
        .join('\n')
        .split(/\n{2,}/),
    )
    .map((paragraph) => paragraph.replaceAll('\n', ' '))
    .filter((paragraph) => paragraph.includes('picture breaks'));
  return pictures.flatMap((picture) => {
    const times = paragraphs.filter((paragraph) => paragraph.includes(picture)).length;
    const problem = `${times} paragraphs of the chapters show where the picture of a ${picture} breaks`;
    return times === 1 ? [] : [{ path: 'docs/README.md', line: 1, problem }];
  });
}

/** `[How long does a logout take?](08-logout.md)`, or its end, where any text may stand for the page. */
function linkTo({ path, lines }: Markdown, byTitle: boolean): string {
  const target = `](${path.includes('/decisions/') ? 'decisions/' : ''}${basename(path)})`;
  const [, title = ''] = /^# (?:\d+\. )?(.+)$/.exec(lines[0] ?? '') ?? [];
  return byTitle ? `[${title}${target}` : target;
}
