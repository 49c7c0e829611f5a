import { join } from 'node:path';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { readResult } from '../result/read-result.ts';
import type { Result } from '../result/result.ts';
import { ResultError, writeAllAtomically } from '../result/result-files.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';

const usage = `node bench/report/main.ts <folder of results>

Writes report.html and report.md of that folder again, from its results.json.
exit code: 0 done; 1 something broke; 2 no folder given, or its results cannot be used
`;

/** Writes `report.html` and `report.md` beside `results.json`; both say only what can be computed from it. */
export async function writeReports(directory: string, result: Result): Promise<void> {
  await writeAllAtomically([
    { path: join(directory, 'report.html'), content: renderHtml(result) },
    { path: join(directory, 'report.md'), content: renderMarkdown(result) },
  ]);
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
