import type { Step } from './align.ts';
import type { Markdown } from './markdown.ts';
import { compileLine } from './pattern.ts';
import type { Ran } from './run-chapter.ts';

/**
 * The chapter with its shown output replaced by the real output. A shown line that still matches stays as it is, with
 * its dots and placeholders. In a line that changed, the words that still match stay.
 */
export function updateChapter(markdown: Markdown, ran: readonly Ran[]): string {
  const lines = [...markdown.lines];
  // From the end, so that the positions of earlier commands stay right.
  for (const { command, ended, steps, problems } of ran.toReversed()) {
    if (problems.length === 0 || ended.exitCode === null) continue;
    const { from, to } = command.shown;
    const exit = ended.exitCode === 0 ? [] : [`[${ended.exitCode}]`];
    lines.splice(from, to - from, ...updateOutput(steps), ...exit);
  }
  return lines.join('\n');
}

export function updateOutput(steps: readonly Step[]): string[] {
  const lines: string[] = [];
  for (const hunk of hunksOf(steps)) {
    if (hunk.kept !== null) lines.push(hunk.kept);
    else
      lines.push(...hunk.surplus.map((actual, index) => updateLine(hunk.missing[index], actual)));
  }
  return lines;
}

interface Hunk {
  /** A line of the chapter that stays; null for the missing and surplus lines between two such lines. */
  readonly kept: string | null;
  readonly missing: string[];
  readonly surplus: string[];
}

function hunksOf(steps: readonly Step[]): Hunk[] {
  const hunks: Hunk[] = [];
  for (const step of steps) {
    if (step.kind === 'any') continue;
    if (step.kind === 'same' || step.kind === 'dots') {
      hunks.push({ kept: step.expected.source, missing: [], surplus: [] });
      continue;
    }
    let open = hunks.at(-1);
    if (open === undefined || open.kept !== null) {
      open = { kept: null, missing: [], surplus: [] };
      hunks.push(open);
    }
    if (step.kind === 'missing') open.missing.push(step.expected.source);
    else open.surplus.push(step.actual);
  }
  return hunks;
}

/** Words are separated by blanks, commas and quotes. No placeholder contains any of them. */
const separator = /([\s,"]+)/;

function updateLine(expected: string | undefined, actual: string): string {
  const wanted = expected?.split(separator) ?? [];
  const words = actual.split(separator);
  if (wanted.length !== words.length) return suggestPlaceholders(actual);
  return words
    .map((word, index) => {
      const shown = wanted[index] ?? '';
      return compileLine(shown).match(word) === null ? suggestPlaceholders(word) : shown;
    })
    .join('');
}

/** The placeholders that `--update` writes for values that differ in every run. A person reviews the result. */
const suggestions: readonly (readonly [RegExp, string])[] = [
  [/(?<="(?:credentialId|jti|sid)":")[A-Za-z0-9_-]{16,}/g, '{jti}'],
  [/(?<="(?:issuedAtMs|login_at_ms|iat|exp)":)\d+/g, '{n}'],
  [/(?<="kid":")[A-Za-z0-9_-]{8,}/g, '{kid}'],
  [/\bs%3A[A-Za-z0-9._%~-]+/g, '{sid}'],
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g, '{jwt}'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '{uuid}'],
  [/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, '{time}'],
  [/\b\d+(?:\.\d+)?(?= ?ms\b)/g, '{ms}'],
  [/(?<=\bpid[ =:]{1,2})\d+/g, '{pid}'],
];

function suggestPlaceholders(line: string): string {
  return suggestions.reduce((text, [value, name]) => text.replaceAll(value, name), line);
}
