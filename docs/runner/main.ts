import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { parseChapter } from './chapter.ts';
import { checkPages, readPages } from './check/check.ts';
import { chapterFile } from './check/shape.ts';
import { cloneOf, portsOfLanes } from './clone.ts';
import { printProblem } from './markdown.ts';
import { runSuite } from './suite.ts';

const root = join(import.meta.dirname, '..', '..');
const print = (line: string) => process.stdout.write(`${line}\n`);

interface Options {
  /** Chapter numbers such as `07`; empty stands for all. */
  readonly chapters: readonly string[];
  readonly update: boolean;
  /** The number of chapters that run side by side. Default: 2, or 1 on a machine with one core. */
  readonly lanes: number;
  /** Checks the pages and runs no command. */
  readonly readOnly: boolean;
}

const usage = `node docs/runner/main.ts [--chapter NN]... [--update] [--lanes N] [--read-only]
  --chapter NN   run only this chapter; can be given several times
  --update       replace the shown output by the real output; review the diff
  --lanes N      run N chapters side by side, each with a lab of its own
  --read-only    check links, names and form, and run no command`;

/** Throws an error with a sentence for an unknown option or value. */
function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      chapter: { type: 'string', multiple: true, default: [] },
      update: { type: 'boolean', default: false },
      lanes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      'read-only': { type: 'boolean', default: false },
    },
  });
  const chapters = values.chapter.map((chapter) => chapter.padStart(2, '0'));
  const odd = chapters.find((chapter) => !/^\d\d$/.test(chapter));
  if (odd !== undefined) throw new Error(`--chapter takes a number, not ${odd}`);
  const lanes = Number(values.lanes);
  if (!(Number.isInteger(lanes) && lanes > 0)) throw new Error('--lanes takes a number above 0');
  return { chapters, lanes, update: values.update, readOnly: values['read-only'] };
}

/** Exit codes: 0 all pages are right, 1 a page is wrong, 2 a mistake on the command line, 130 interrupted. */
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

noticeLostOutput();
process.exitCode = await main(optionsOrExit());
