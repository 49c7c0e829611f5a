import { join } from 'node:path';
import { renderHtml } from './report/html.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { Result } from './result.ts';
import { writeAtomically } from './result-files.ts';

/** Writes `report.html` and `report.md` beside `results.json`; both say only what can be computed from it. */
export async function writeReports(directory: string, result: Result): Promise<void> {
  await writeAtomically(join(directory, 'report.html'), renderHtml(result));
  await writeAtomically(join(directory, 'report.md'), renderMarkdown(result));
}
