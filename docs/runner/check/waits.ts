import { type Command, parseChapter } from '../chapter.ts';
import type { Fence, Markdown, Problem } from '../markdown.ts';
import { chapterFile } from './shape.ts';

/** A longer wait needs an explanation: a reader takes it for a fault. Seconds. */
const longestSilentWait = 3;

/** What prose about a wait says. The check cannot tell whether it gives the reason; a reader can. */
const speaksOfTime = /\b(?:waits?|waited|waiting|seconds?|minutes?|until|meanwhile)\b/i;

/** Checks that a command of a chapter which waits for more than 3 s stands beside prose about time. */
export function checkWaits(page: Markdown): Problem[] {
  if (!chapterFile.test(page.path)) return [];
  const { commands } = parseChapter(page.path, page.lines.join('\n'));
  return page.fences
    .filter(({ language }) => language === 'console')
    .flatMap((fence) => {
      const long = commandsOf(fence, commands).find(
        ({ script }) => waitOf(script) > longestSilentWait,
      );
      if (long === undefined || speaksOfTime.test(proseAround(fence, page))) return [];
      const problem = `no prose beside this block says what the ${waitOf(long.script)} s are for`;
      return [{ path: page.path, line: long.line, problem }];
    });
}

function commandsOf({ line, body }: Fence, commands: readonly Command[]): Command[] {
  return commands.filter((each) => each.line > line && each.line <= line + body.length);
}

/** The longest time in a script that its reader can see in it. */
function waitOf(script: string): number {
  const waits = [...script.matchAll(/(?:\bsleep|--seconds)[ =](\d+(?:\.\d+)?)/g)];
  return Math.max(0, ...waits.map(([, seconds = '0']) => Number(seconds)));
}

/** The paragraph before a block and the one after it. */
function proseAround(fence: Fence, { prose }: Markdown): string {
  const end = fence.line + fence.body.length + 1;
  const before = paragraph(prose.filter(({ line }) => line < fence.line).toReversed());
  const after = paragraph(prose.filter(({ line }) => line > end));
  return [...before.toReversed(), ...after].join('\n');
}

/** The first lines that are not blank, up to a blank one. */
function paragraph(rows: readonly { readonly text: string }[]): string[] {
  const texts = rows.map(({ text }) => text);
  const from = texts.findIndex((text) => text !== '');
  if (from === -1) return [];
  const length = texts.slice(from).indexOf('');
  return texts.slice(from, length === -1 ? undefined : from + length);
}
