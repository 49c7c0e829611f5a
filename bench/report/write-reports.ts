import { join } from 'node:path';
import type { Result } from '../result/result.ts';
import { writeAtomically } from '../result/result-files.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';

/** Writes `report.html` and `report.md` beside `results.json`; both say only what can be computed from it. */
export async function writeReports(directory: string, result: Result): Promise<void> {
  await writeAtomically(join(directory, 'report.html'), renderHtml(result));
  await writeAtomically(join(directory, 'report.md'), renderMarkdown(result));
}
