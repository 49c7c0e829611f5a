import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseChapter } from './chapter.ts';
import { checkPages, readPages } from './check/check.ts';
import { chapterFile } from './check/shape.ts';
import { cloneOf } from './clone.ts';
import { printProblem } from './markdown.ts';
import { portsOfLanes } from './ports.ts';
import { runSuite } from './suite.ts';

const root = join(import.meta.dirname, '..', '..');
const print = (line: string) => process.stdout.write(`${line}\n`);

interface Options {
  /** Chapter numbers, `07`; empty: all. */
  readonly chapters: readonly string[];
  readonly update: boolean;
  /** How many chapters run side by side. Default: two, where there are two cores. */
  readonly lanes: number;
  /** Read the pages only, run nothing. */
  readonly readOnly: boolean;
}

const usage = `node docs/runner/main.ts [--chapter NN]... [--update] [--lanes N] [--read-only]
  --chapter NN   this chapter only; may be repeated
  --update       rewrite the shown output to the real one, for review in the diff
  --lanes N      how many chapters run side by side, each with a lab of its own
  --read-only    check links, names and form; run nothing`;

/** Throws with a sentence for what it does not understand. */
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
