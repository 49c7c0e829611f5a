import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneOf } from './clone.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'docs-clone-'));
  const files = ['Makefile', 'bench/main.ts', 'bench/results/latest/results.json'];
  for (const path of [...files, 'node_modules/.packages', '.git/HEAD', '.lab/keeper.log']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

test('a clone has the project and its packages, but no results and no running lab', async () => {
  const { directory } = await cloneOf(root, '01-one', 10_000);
  const has = (path: string) => existsSync(join(directory, path));
  expect(['Makefile', 'bench/main.ts', 'node_modules/.packages'].filter(has)).toHaveLength(3);
  expect(['.git', '.lab', 'bench/results'].filter(has)).toEqual([]);
});

test('a clone replaces an old one, and its removal leaves the linked packages alone', async () => {
  const first = await cloneOf(root, '01-one', 10_000);
  writeFileSync(join(first.directory, 'left-behind'), '');
  const second = await cloneOf(root, '01-one', 10_000);
  expect(existsSync(join(second.directory, 'left-behind'))).toBe(false);
  await second.remove();
  expect(existsSync(second.directory)).toBe(false);
  expect(readFileSync(join(root, 'node_modules', '.packages'), 'utf8')).not.toBe('');
});
