import { configurationPage } from './configuration-page.ts';
import { contractPage } from './contract-page.ts';
import { namesPage } from './names-page.ts';
import { resultsPage } from './results-page.ts';

/** Every generated page by file name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['configuration.md', await configurationPage()],
    ['contract.md', await contractPage()],
    ['names.md', namesPage()],
    ['results.md', resultsPage()],
  ]);
}
