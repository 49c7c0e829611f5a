import { join } from 'node:path';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { readResult } from '../result/read-result.ts';
import type { Result } from '../result/result.ts';
import {
  checksumFileName,
  checksumLine,
  ResultError,
  readIfThere,
  resultFileName,
  sha256,
  writeAllAtomically,
} from '../result/result-files.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';

const usage = `node bench/report/main.ts <folder of results>

Writes report.html and report.md of that folder again, from its results.json.
exit code: 0 done; 1 something broke; 2 no folder given, or its results cannot be used
`;

/**
 * Writes `report.html` and `report.md` beside `results.json`; both say only what can be computed from it. A `SHA256SUMS`
 * that is there gets their sums.
 */
export async function writeReports(directory: string, result: Result): Promise<void> {
  const reports = [
    { name: 'report.html', content: renderHtml(result) },
    { name: 'report.md', content: renderMarkdown(result) },
  ];
  await writeAllAtomically([
    ...reports.map(({ name, content }) => ({ path: join(directory, name), content })),
    ...(await withSumsOf(directory, reports)),
  ]);
}

/**
 * `SHA256SUMS` with the lines of these files replaced, or no file where the folder has none. That of a kept run has the sum
 * of its packed results alone, and stays as it is.
 */
async function withSumsOf(
  directory: string,
  files: readonly { readonly name: string; readonly content: string }[],
) {
  const path = join(directory, checksumFileName);
  const sums = (await readIfThere(path))?.toString('utf8');
  if (sums === undefined || !sums.includes(`  ${resultFileName}\n`)) return [];
  const others = sums
    .split(/(?<=\n)/)
    .filter((line) => !files.some(({ name }) => line.endsWith(`  ${name}\n`)));
  const own = files.map(({ name, content }) => checksumLine(sha256(content), name));
  return [{ path, content: [...others, ...own].join('') }];
}

async function renderAgain(directory: string): Promise<number> {
  try {
    await writeReports(directory, await readResult(directory, { partial: true }));
    process.stdout.write(`${directory}: report.html and report.md written\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof ResultError ? 2 : 1;
  }
}

if (import.meta.main) {
  noticeLostOutput();
  const directory = process.argv[2];
  if (directory === undefined || directory.startsWith('-') || process.argv.length > 3) {
    process.stderr.write(usage);
    process.exitCode = 2;
  } else {
    process.exitCode = await renderAgain(directory);
  }
}
