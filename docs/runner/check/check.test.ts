import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMarkdown } from '../markdown.ts';
import { checkExcerpts } from './check.ts';
import { checkLinks, slugOf } from './links.ts';
import { checkNames, type Names } from './names.ts';
import { checkShape } from './shape.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'docs-check-'));
  mkdirSync(join(root, 'apps'));
  writeFileSync(join(root, 'apps', 'main.ts'), 'a();\n\n  b();\nc();\n');
});
afterAll(() => rmSync(root, { recursive: true }));

const page = (path: string, ...lines: readonly string[]) => parseMarkdown(path, lines.join('\n'));
const names: Names = {
  makeVerbs: new Set(['bench']),
  npmScripts: new Set(['lab']),
  contenders: new Set(['sessions', 'tokens']),
  faults: new Set(['redis-frozen']),
  actions: new Set(['logout-all']),
};

describe('links', () => {
  const problems = (...lines: readonly string[]) => {
    const pages = [page('docs/a.md', ...lines), page('docs/b.md', '# One `two`, three!')];
    writeFiles(pages.map(({ path }) => path));
    return checkLinks(new Map(pages.map((one) => [one.path, one])), root).map(
      ({ problem }) => problem,
    );
  };
  const writeFiles = (paths: readonly string[]) => {
    mkdirSync(join(root, 'docs'), { recursive: true });
    for (const path of paths) writeFileSync(join(root, path), '');
  };

  test('that lead somewhere are right', () => {
    expect(
      problems(
        '# Up',
        '[a](b.md#one-two-three) [b](../apps/main.ts) [c](#up) [d](https://example.com/x)',
      ),
    ).toEqual([]);
  });

  test.for([
    ['[x](c.md)', 'the link c.md leads to no file'],
    ['[x](b.md#four)', 'docs/b.md has no heading #four'],
    ['[x](#up)', 'docs/a.md has no heading #up'],
    ['![x](picture.svg "title")', 'the link picture.svg leads to no file'],
  ] as const)('%s is found', ([text, problem]) => {
    expect(problems(text)).toEqual([problem]);
  });

  test('in code are not links', () => {
    expect(problems('`[x](c.md)`', '```md', '[x](c.md)', '```')).toEqual([]);
  });
});

describe('names', () => {
  test.for([
    '`sessions` `tokens-2` `sessions-store` `redis-frozen` `logout-all` `redis-server` `apps/main.ts`',
    '`make bench ONLY=lookup` `npm run lab -- up` `bench/results/latest` make sure',
  ])('that the code uses are right: %s', (text) => {
    expect(checkNames(page('docs/a.md', text), names, root)).toEqual([]);
  });

  test.for([
    ['`sessions-hardned`', 'no contender is called sessions-hardned'],
    ['`token-1` and `tokens-hot-1`', 'no contender is called tokens-hot'],
    ['`redis-frosen`', 'no fault is called redis-frosen'],
    ['`logout-everyone`', 'no action is called logout-everyone'],
    ['`apps/mian.ts`', 'there is no apps/mian.ts'],
    ['`make bnech`', 'the Makefile has no verb bnech'],
    ['`npm run labs`', 'package.json has no script labs'],
  ] as const)('%s is found', ([text, problem]) => {
    expect(checkNames(page('docs/a.md', text), names, root)).toEqual([
      { path: 'docs/a.md', line: 1, problem },
    ]);
  });

  test('are checked in a command, but not in its output', () => {
    const found = checkNames(
      page('a.md', '```console', '$ make up', 'make down', '```'),
      names,
      root,
    );
    expect(found).toEqual([{ path: 'a.md', line: 2, problem: 'the Makefile has no verb up' }]);
  });
});

describe('shown source', () => {
  const problems = (...body: readonly string[]) =>
    checkExcerpts(page('a.md', '```ts file=apps/main.ts', ...body, '```'), root);

  test('is right when it is real source, with omitted lines marked', () => {
    expect(problems('b();', 'c();')).toEqual([]);
    expect(problems('a();', '// …', 'c();')).toEqual([]);
  });

  test.for([[['a();', 'b();']], [['c();', '// …', 'a();']], [['d();']]] as const)(
    '%j is found',
    ([body]) => {
      expect(problems(...body)).toHaveLength(1);
    },
  );
});

describe('the form of a chapter', () => {
  const whole = [
    '# What is it?',
    '## Predict',
    '```console',
    '$ true',
    '```',
    '![A picture](a.svg)',
    '## Why',
    '## Exercise',
    '<details><summary>Answer</summary>',
    '</details>',
    'Next: [two](02-two.md)',
  ];

  test('is right when every part is there', () => {
    expect(checkShape(page('docs/01-one.md', ...whole))).toEqual([]);
  });

  test.for([0, 1, 5, 6, 7, 8, 10])('without line %i is wrong', (left) => {
    expect(checkShape(page('docs/01-one.md', ...whole.toSpliced(left, 1)))).toHaveLength(1);
  });

  test('has at most 200 lines, a decision at most 40', () => {
    const blank = (count: number) => Array.from({ length: count }, () => '');
    expect(checkShape(page('docs/01-one.md', ...whole, ...blank(200)))).toHaveLength(1);
    expect(checkShape(page('docs/decisions/0001-one.md', ...blank(42)))).toHaveLength(1);
    expect(checkShape(page('docs/decisions/0001-one.md', ...blank(41)))).toEqual([]);
  });
});

test('anchors follow the rule of GitHub and other forges', () => {
  expect(slugOf('What you need: Node 20, git & make?')).toBe('what-you-need-node-20-git--make');
});
