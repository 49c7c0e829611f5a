import { describe, expect, test } from 'vitest';
import { parseMarkdown, tableRowsOf } from '../markdown.ts';
import { checkLists, checkPictures, checkRows } from './lists.ts';
import { checkIdeas, checkTaught } from './taught.ts';
import { checkWaits } from './waits.ts';
import { checkWords } from './words.ts';

const page = (path: string, ...lines: readonly string[]) => parseMarkdown(path, lines.join('\n'));
const byPath = (...pages: readonly ReturnType<typeof page>[]) =>
  new Map(pages.map((one) => [one.path, one]));
const problemsOf = (found: readonly { readonly problem: string }[]) =>
  found.map(({ problem }) => problem);

test('a table has its cells by the words of its head, and a bar in a cell is escaped', () => {
  const rows = tableRowsOf(
    page('a.md', '| a | b |', '|---|:-:|', '| 1 | `x \\| y` |', '', '| no |'),
  );
  expect(rows).toEqual([
    {
      line: 3,
      cells: new Map([
        ['a', '1'],
        ['b', '`x | y`'],
      ]),
      surplus: 0,
    },
  ]);
});

test('a row of a table with a cell too many or too few is named', () => {
  const table = page('a.md', '| a | b |', '|---|---|', '| 1 | 2 |', '| 1 | 2 | 3 |', '| 1 |');
  expect(checkRows(table)).toEqual([
    { path: 'a.md', line: 4, problem: 'a row with one cell more than its head' },
    { path: 'a.md', line: 5, problem: 'a row with one cell fewer than its head' },
  ]);
});

describe('a page that lists others', () => {
  const chapter = page('docs/01-one.md', '# 1. What is it?');
  const decision = page('docs/decisions/0001-one.md', '# 1. So');
  const problems = (path: string, ...lines: readonly string[]) =>
    problemsOf(checkLists(byPath(page(path, ...lines), chapter, decision)));

  test('is right when it has each of them', () => {
    const links = ['[What is it?](01-one.md)', '[one](decisions/0001-one.md)'];
    expect(problems('docs/README.md', ...links)).toEqual([]);
    expect(problems('docs/predictions.md', '[1](01-one.md)')).toEqual([]);
  });

  test('is wrong when it lacks a chapter or a decision, or calls a chapter by another title', () => {
    expect(problems('docs/README.md', '[What was it?](01-one.md)')).toEqual([
      'the page lacks [What is it?](01-one.md)',
      'the page lacks ](decisions/0001-one.md)',
    ]);
    expect(problems('docs/predictions.md')).toEqual(['the page lacks ](01-one.md)']);
  });
});

describe('a row of a table with a chapter and a command', () => {
  const chapter = page(
    'docs/08-two.md',
    '```console',
    '$ ./lab login alice \\',
    '>   sessions; ./lab try alice sessions-1',
    'out ./lab race alice',
    '```',
  );
  const problems = (row: string) =>
    problemsOf(
      checkTaught(
        byPath(chapter, page('docs/README.md', '| chapter | command |', '|---|---|', row)),
      ),
    );

  test.for([
    '`./lab login alice sessions`',
    '`./lab login … sessions` and `./lab try alice sessions-1`',
    '`./lab reset`',
    'none',
  ])('is right when the chapter types it: %s', (command) => {
    expect(problems(`| [8](08-two.md) | ${command} |`)).toEqual([]);
  });

  test.for(['./lab race alice', './lab try alice sessions', './lab login bob', 'lab login alice'])(
    'is wrong when no command of the chapter is %s',
    (command) => {
      expect(problems(`| [8](08-two.md) | \`${command}\` |`)).toEqual([
        `docs/08-two.md has no command \`${command}\``,
      ]);
    },
  );

  test('is wrong when it names no chapter', () => {
    expect(problems('| 8 | `./lab login alice` |')).toEqual([
      'no chapter is named for `./lab login alice`',
    ]);
  });
});

test('the table of ideas has a row for every chapter', () => {
  const chapters = [page('docs/01-one.md'), page('docs/02-two.md')];
  const ideas = page('docs/README.md', '| idea | chapter |', '|---|---|', '| a | [1](01-one.md) |');
  expect(problemsOf(checkIdeas(byPath(ideas, ...chapters)))).toEqual([
    'no idea leads to docs/02-two.md',
  ]);
});

describe('the glossary', () => {
  const glossary = page(
    'docs/glossary.md',
    '| word | meaning |',
    '|---|---|',
    '| TTL, `GET` | MGET |',
  );
  const problems = (...lines: readonly string[]) =>
    problemsOf(checkWords(byPath(glossary, page('docs/01-one.md', ...lines))));

  test('is right when it has the words of a chapter, or a reader knows them', () => {
    expect(problems('The TTL of an HTTP answer, `SEED=1`, `FIRST_PORT`')).toEqual([]);
    expect(problems('```console', '$ ./lab redis sessions-store ttl x', 'AOF', '```')).toEqual([]);
  });

  test.for([
    [['MGET', 'and MGET'], 'MGET'],
    [['a gray failure'], 'gray failure'],
    [['```console', '$ ./lab redis a-store mget x', '```'], 'MGET'],
    [['```console', '$ true', 'cmdstat_hset:calls=1', '```'], 'HSET'],
    [['```console', '$ ./lab persist a-store aof', '```'], 'AOF'],
  ] as const)('is wrong when %j stands in a chapter and in no first column', ([lines, word]) => {
    expect(problems(...lines)).toEqual([`docs/glossary.md does not explain ${word}`]);
  });
});

describe('a picture of an everyday thing', () => {
  const shown = 'A coat check hands out tickets.\nThe picture breaks at the thief.';
  const problems = (...lines: readonly string[]) =>
    problemsOf(checkPictures(byPath(page('docs/01-one.md', ...lines)))).filter((problem) =>
      problem.includes('coat check'),
    );

  test('is right when one paragraph shows it and where it breaks', () => {
    expect(problems(shown, '', 'A coat check, again.')).toEqual([]);
  });

  test('is wrong when no paragraph says where it breaks, or when two do', () => {
    const found = (times: number) => [
      `${times} paragraphs of the chapters show where the picture of a coat check breaks`,
    ];
    expect(problems('A coat check.', '', 'The picture breaks.')).toEqual(found(0));
    expect(problems(shown, '', shown)).toEqual(found(2));
  });
});

describe('a command that waits', () => {
  const block = (script: string) => ['```console', `$ ${script}`, '```'];
  const problems = (...lines: readonly string[]) =>
    problemsOf(checkWaits(page('docs/01-one.md', ...lines)));

  test.for([
    ['It waits for nginx.', '', ...block('sleep 4')],
    [...block('./lab load bob --seconds 8 kill stores'), '', 'After two seconds it is over.'],
    ['Now:', '', ...block('sleep 2')],
  ])('is right beside prose about time, or when it is short: %j', (lines) => {
    expect(problems(...lines)).toEqual([]);
  });

  test('is wrong where no paragraph next to it says what it waits for', () => {
    const far = ['It waits.', '', 'Now:', '', ...block('sleep 4'), '', 'So.', '', 'It waits.'];
    expect(problems(...far)).toEqual(['no prose beside this block says what the 4 s are for']);
  });
});
