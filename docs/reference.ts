import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from './generate/configuration-page.ts';
import { contractPage } from './generate/contract-page.ts';
import { namesPage, withContendersTable } from './generate/names-page.ts';
import { resultsPage } from './generate/results-page.ts';

/** Every generated page by file name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['configuration.md', await configurationPage()],
    ['contract.md', await contractPage()],
    ['names.md', namesPage()],
    ['results.md', resultsPage()],
  ]);
}

/**
 * Writes `docs/reference/` and the contenders' table of `apps/README.md` from the code. Tests find pages that are old.
 */
async function main(): Promise<void> {
  const folder = join(import.meta.dirname, 'reference');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of await referencePages()) {
    writeFileSync(join(folder, name), text);
    process.stdout.write(`docs/reference/${name}\n`);
  }
  const apps = join(import.meta.dirname, '../apps/README.md');
  writeFileSync(apps, withContendersTable(readFileSync(apps, 'utf8')));
  process.stdout.write('apps/README.md\n');
}

if (import.meta.main) await main();
