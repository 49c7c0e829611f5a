import { readFile, writeFile } from 'node:fs/promises';
import { readResult } from '../../result/read-result.ts';
import type { Result } from '../../result/result.ts';
import { shownResult } from '../evidence/shown.ts';
import { renderTable } from '../markdown.ts';
import { wrap } from '../terminal/table.ts';
import { guidance } from './guidance.ts';
import { answerOf, answerTable, shortWords } from './table.ts';

const usage = `node bench/report/answer/readme.ts <folder of results>

Writes the first table of that run into README.md, between its two marks.
exit code: 0 written; 1 something broke; 2 no folder given
`;

export const marks: Marks = { from: '<!-- answer: begin -->', to: '<!-- answer: end -->' };

/** As wide as a page of the project may be. */
const width = 120;

/** The first table of a run, and the three sentences under it, in Markdown with short words. */
export function answerMarkdown(whole: Result): string {
  const result = shownResult(whole);
  const answer = answerOf(result, new Set());
  const notes = [...answer.notes, shortWords].join(' ');
  return [
    renderTable(answerTable(answer, { labels: 'full', cells: 'short' })),
    ...wrap(notes, width),
    '',
    ...guidance(result).flatMap((sentence) => wrap(`- ${sentence}`, width).map(indented)),
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

function indented(line: string, index: number): string {
  return index === 0 ? line : `  ${line}`;
}

/** The two lines of a page between which a program writes. */
export interface Marks {
  readonly from: string;
  readonly to: string;
}

/** README with another answer. Throws like `withMarkedPart`. */
export function withAnswer(page: string, answer: string): string {
  return withMarkedPart(page, marks, answer);
}

/**
 * The page with another text between its marks.
 * @throws Error when the page does not have both marks
 */
export function withMarkedPart(page: string, marked: Marks, text: string): string {
  const from = page.indexOf(marked.from);
  const to = page.indexOf(marked.to);
  if (from < 0 || to < from) throw new Error(`the page has no ${marked.from} before ${marked.to}`);
  return `${page.slice(0, from + marked.from.length)}\n${text}\n${page.slice(to)}`;
}

async function main(folder: string): Promise<void> {
  const readme = new URL('../../../README.md', import.meta.url);
  const answer = answerMarkdown(await readResult(folder));
  await writeFile(readme, withAnswer(await readFile(readme, 'utf8'), answer));
}

if (import.meta.main) {
  const [folder, ...others] = process.argv.slice(2);
  if (folder === undefined || folder.startsWith('-') || others.length > 0) {
    process.stderr.write(usage);
    process.exitCode = 2;
  } else {
    await main(folder);
  }
}
