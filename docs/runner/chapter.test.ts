import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseChapter } from './chapter.ts';

const chapter = (...lines: readonly string[]) => parseChapter('docs/01-one.md', lines.join('\n'));

describe('a chapter', () => {
  test('has each command with its line, its output and its exit code', () => {
    const { commands } = chapter(
      '# One?',
      '```console timeout=5',
      '$ echo a \\',
      '>   b',
      'a b',
      '$ false',
      '[1]',
      '```',
    );
    expect(commands).toEqual([
      {
        line: 3,
        script: 'echo a \\\n  b',
        expected: ['a b'],
        exitCode: 0,
        shown: { from: 4, to: 5 },
        timeoutMs: 5000,
        skip: null,
      },
      {
        line: 6,
        script: 'false',
        expected: [],
        exitCode: 1,
        shown: { from: 6, to: 7 },
        timeoutMs: 5000,
        skip: null,
      },
    ]);
  });

  test('ignores other fences, even those that show a console block', () => {
    const { commands } = chapter(
      '````md',
      '```console',
      '$ rm -r /',
      '```',
      '````',
      '```sh',
      'x',
      '```',
    );
    expect(commands).toEqual([]);
  });

  test.for([
    [['```console', '$ true'], 'docs/01-one.md:1: this fence is never closed'],
    [['', '```console', 'true', '```'], 'docs/01-one.md:3: a console block begins with a command'],
    [
      ['```console timout=5', '$ true', '```'],
      'docs/01-one.md:1: a console block has no attribute timout',
    ],
    [
      ['```console timeout=soon', '$ true', '```'],
      'docs/01-one.md:1: timeout= takes a number of seconds',
    ],
  ] as const)('that cannot be read is refused with its line: %j', ([lines, message]) => {
    expect(() => chapter(...lines)).toThrow(message);
  });
});

/** What a reader types in a chapter, without the prompts: the number of characters, and the longest line. */
function typed(number: string): { readonly characters: number; readonly longestLine: number } {
  const docs = join(import.meta.dirname, '..');
  const [path = ''] = globSync(`${number}-*.md`, { cwd: docs });
  const { commands } = parseChapter(basename(path), readFileSync(join(docs, path), 'utf8'));
  const lines = commands.flatMap(({ script }) => script.split('\n'));
  const characters = commands.reduce((sum, { script }) => sum + script.length, 0);
  return { characters, longestLine: Math.max(...lines.map((line) => line.length)) };
}

/** Chapters that use the verbs of ./lab: the most characters. */
const rewritten = [
  ['02', 190],
  ['03', 300],
  ['04', 300],
  ['05', 400],
  ['06', 390],
  ['07', 350],
  ['08', 450],
  ['09', 350],
  ['10', 450],
  ['11', 350],
  ['12', 600],
  ['13', 500],
  ['14', 450],
  ['15', 250],
  ['16', 315],
  ['17', 310],
  ['18', 410],
  ['19', 275],
  ['20', 140],
  ['21', 330],
  ['22', 290],
  ['23', 350],
] as const;

/** The others: the most characters and the longest line, which are those of the day on which the goal was set. */
const notYetRewritten = [['01', 1022, 103]] as const;

/** The goal for all chapters together: 8,000 characters, in lines of 80. */
describe('what a reader types', () => {
  test.for(rewritten)(
    'in chapter %s, which uses the verbs, is at most %i characters in lines of 80',
    ([number, most]) => {
      const { characters, longestLine } = typed(number);
      expect(characters).toBeLessThanOrEqual(most);
      expect(longestLine).toBeLessThanOrEqual(80);
    },
  );

  test.for(notYetRewritten)(
    'in chapter %s, not yet rewritten, is no more than before: %i characters, lines of %i',
    ([number, characters, longestLine]) => {
      const now = typed(number);
      expect(now.characters).toBeLessThanOrEqual(characters);
      expect(now.longestLine).toBeLessThanOrEqual(longestLine);
    },
  );

  test('has a bound in every chapter', () => {
    const files = globSync('[0-9][0-9]-*.md', { cwd: join(import.meta.dirname, '..') });
    const bounded = [...rewritten, ...notYetRewritten].map(([number]) => number).sort();
    expect(bounded).toEqual(files.map((file) => file.slice(0, 2)).sort());
  });
});
