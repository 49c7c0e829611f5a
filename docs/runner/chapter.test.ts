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
