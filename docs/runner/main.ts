import { basename, join } from 'node:path';
import { parseChapter } from './chapter.ts';
import { checkPages } from './check/check.ts';
import { printProblem } from './check/problem.ts';
import { chapterFile } from './check/shape.ts';
import { cloneOf } from './clone.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { readPages } from './pages.ts';
import { portsOfLanes } from './ports.ts';
import { runSuite } from './suite.ts';

const root = join(import.meta.dirname, '..', '..');
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Exit codes: 0 right, 1 something in the docs is wrong, 2 a mistake on the command line, 130 interrupted. */
async function main(options: Options): Promise<number> {
  const pages = readPages(root);
  const problems = checkPages(pages, root);
  for (const problem of problems) print(printProblem(problem));
  print(`${pages.length} pages read, ${problems.length} problems`);
  if (options.readOnly) return problems.length > 0 ? 1 : 0;
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interrupted.abort());
  }
  const firstPorts = await portsOfLanes(options.lanes);
  const wrong = await runSuite({
    root,
    lanes: options.lanes,
    chapters: pages
      .filter(({ path }) => chapterFile.test(path) && isAsked(path, options.chapters))
      .map(({ path, lines }) => parseChapter(path, lines.join('\n'))),
    clone: ({ markdown }, lane) =>
      cloneOf(root, basename(markdown.path, '.md'), firstPorts[lane] ?? 0),
    update: options.update,
    print,
    interrupted: interrupted.signal,
  });
  if (interrupted.signal.aborted) return 130;
  return problems.length + wrong.length > 0 ? 1 : 0;
}

function isAsked(path: string, chapters: readonly string[]): boolean {
  return chapters.length === 0 || chapters.some((number) => path.startsWith(`docs/${number}-`));
}

function optionsOrExit(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(2);
  }
}

process.exitCode = await main(optionsOrExit());
