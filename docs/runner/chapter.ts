import { type Fence, type Markdown, parseMarkdown } from './markdown.ts';

/** One `$ ` command and the output that is shown under it. */
export interface Command {
  /** The line of the `$ `, counted from 1. */
  readonly line: number;
  readonly script: string;
  readonly expected: readonly string[];
  /** The number in the line `[1]` that ends the output; 0 without such a line. */
  readonly exitCode: number;
  /** The lines that show the output, with `[1]`, counted from 0, without `to`. `--update` rewrites these lines. */
  readonly shown: { readonly from: number; readonly to: number };
  readonly timeoutMs: number;
  /** The reason from the attribute `skip=`; null when the command is run. */
  readonly skip: string | null;
}

export interface Chapter {
  readonly markdown: Markdown;
  readonly commands: readonly Command[];
}

const defaultTimeoutSeconds = 30;
const knownAttributes: ReadonlySet<string> = new Set(['timeout', 'skip']);

/** Throws an error that names the line when a console block cannot be read. */
export function parseChapter(path: string, text: string): Chapter {
  const markdown = parseMarkdown(path, text);
  const blocks = markdown.fences.filter(({ language }) => language === 'console');
  return { markdown, commands: blocks.flatMap((fence) => commandsIn(path, fence)) };
}

function commandsIn(path: string, fence: Fence): Command[] {
  const fail = (offset: number, problem: string): never => {
    throw new Error(`${path}:${fence.line + offset}: ${problem}`);
  };
  for (const name of fence.attributes.keys()) {
    if (!knownAttributes.has(name)) fail(0, `a console block has no attribute ${name}`);
  }
  const timeoutSeconds = Number(fence.attributes.get('timeout') ?? defaultTimeoutSeconds);
  if (!(timeoutSeconds > 0)) fail(0, 'timeout= takes a number of seconds');
  const starts = fence.body.flatMap((line, index) => (isCommand(line) ? [index] : []));
  if (starts[0] !== 0) fail(1, 'a console block begins with a command: `$ …`');
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? fence.body.length;
    return commandFrom(fence, start, end, timeoutSeconds * 1000);
  });
}

function isCommand(line: string): boolean {
  return line === '$' || line.startsWith('$ ');
}

function commandFrom(fence: Fence, start: number, end: number, timeoutMs: number): Command {
  const rows = fence.body.slice(start, end);
  const rest = rows.findIndex((row, index) => index > 0 && !isContinuation(row));
  const outputAt = rest === -1 ? rows.length : rest;
  const output = rows.slice(outputAt);
  const [, exit] = /^\[(\d{1,3})\]$/.exec(output.at(-1) ?? '') ?? [];
  return {
    line: fence.line + 1 + start,
    script: rows
      .slice(0, outputAt)
      .map((row) => row.slice(2))
      .join('\n'),
    expected: exit === undefined ? output : output.slice(0, -1),
    exitCode: Number(exit ?? 0),
    shown: { from: fence.line + start + outputAt, to: fence.line + end },
    timeoutMs,
    skip: fence.attributes.get('skip') ?? null,
  };
}

function isContinuation(line: string): boolean {
  return line === '>' || line.startsWith('> ');
}
