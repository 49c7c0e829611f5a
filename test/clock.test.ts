import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * A replica has one clock, which `serve.ts` makes and everything else gets as a parameter. Code that reads the time for
 * itself would not feel `CLOCK_OFFSET_MS`, and the fault `clock-skewed` would pass it by.
 */

/** Reads the clock of the process: `Date.now`, `new Date()`, `new Date`, `Date()`. Not: `new Date(atMs)`. */
const readsTheClock =
  /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())|(?<!new\s)\bDate\s*\(/g;

const sources = readdirSync('apps', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path))
  .map((path) => ({ path, text: withoutComments(readFileSync(join('apps', path), 'utf8')) }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

test('only serve.ts reads the clock, and it does so once', () => {
  const found = sources.flatMap(({ path, text }) =>
    [...text.matchAll(readsTheClock)].map(([match]) => `${path}: ${match}`),
  );
  expect(found).toEqual(['shared/serve.ts: Date.now']);
});

test.for([
  ['Date.now()', true],
  ['setTimeout(f, Date . now())', true],
  ['new Date()', true],
  ['new Date', true],
  ['Date()', true],
  ['new Date(atMs)', false],
  ['toDate(atMs)', false],
  ['const updated: Date = at', false],
] as const)('%s reads the clock: %s', ([source, expected]) => {
  expect([...source.matchAll(readsTheClock)].length > 0).toBe(expected);
});
