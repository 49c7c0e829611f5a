import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withContendersTable } from './generate/names-page.ts';
import { referencePages } from './generate/pages.ts';

/**
 * Writes `docs/reference/` and the contenders' table of `apps/README.md` from the code. Tests find pages that are old.
 */
const folder = join(import.meta.dirname, 'reference');
mkdirSync(folder, { recursive: true });
for (const [name, text] of await referencePages()) {
  writeFileSync(join(folder, name), text);
  process.stdout.write(`docs/reference/${name}\n`);
}
const apps = join(import.meta.dirname, '../apps/README.md');
writeFileSync(apps, withContendersTable(readFileSync(apps, 'utf8')));
process.stdout.write('apps/README.md\n');
