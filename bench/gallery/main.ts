import { parseArgs } from 'node:util';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { ResultError } from '../result/result-files.ts';
import { checkGallery } from './check.ts';
import { KeepRefusal, keepRun } from './keep.ts';
import { galleryDirectory, keptFolders } from './kept-run.ts';
import { writeGallery } from './write.ts';

const usage = `make gallery [ADD=<folder of results>]
node bench/gallery/main.ts                          writes gallery/README.md, its charts and the band of make guard
node bench/gallery/main.ts add <folder of results>  keeps a run of the default profile, then writes the page
node bench/gallery/main.ts check                    checks the kept runs

exit code: 0 done; 1 something broke, or a kept run breaks a rule; 2 bad arguments, or a run that cannot be kept
`;

/** `make gallery`. Returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...argv], allowPositionals: true });
  const [verb, directory, ...more] = positionals;
  if (verb === undefined) return await page();
  if (verb === 'check' && directory === undefined) return await check();
  if (verb !== 'add' || directory === undefined || more.length > 0) {
    process.stderr.write(usage);
    return 2;
  }
  process.stdout.write(`kept as gallery/${await keepRun(directory, galleryDirectory)}\n`);
  return await page();
}

async function page(): Promise<number> {
  for (const file of await writeGallery(galleryDirectory))
    process.stdout.write(`gallery/${file}\n`);
  return 0;
}

async function check(): Promise<number> {
  const problems = await checkGallery(galleryDirectory);
  const runs = keptFolders(galleryDirectory).length;
  if (problems.length === 0) process.stdout.write(`${runs} kept runs follow every rule\n`);
  else process.stderr.write(`${problems.join('\n')}\n`);
  return problems.length === 0 ? 0 : 1;
}

if (import.meta.main) {
  noticeLostOutput();
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof KeepRefusal || error instanceof ResultError ? 2 : 1;
  }
}
