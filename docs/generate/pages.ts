import { namesPage } from './names-page.ts';
import { resultsPage } from './results-page.ts';

/** Every generated page by file name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['names.md', namesPage()],
    ['results.md', resultsPage()],
  ]);
}
