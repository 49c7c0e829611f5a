import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { galleryDirectory, readGallery } from '../bench/gallery/kept-run.ts';
import { withTaughtFigures } from './generate/taught-figures.ts';
import { parseMarkdown, tableRowsOf } from './runner/markdown.ts';

const pageNamed = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

/** The sentences of a page: those of one paragraph after those of another, without its title. */
function sentencesOf(page: string): string[] {
  const paragraphs = page.split(/\n{2,}/).filter((part) => !part.startsWith('#'));
  return paragraphs.flatMap((part) => part.trim().split(/(?<=[.?!](?:\*\*)?)\s+/));
}

describe('the page "In an interview"', () => {
  const page = pageNamed('interview.md');

  test.for(sentencesOf(page))('leads from each sentence to a chapter: %s', (sentence) => {
    expect(sentence).toMatch(/\]\(\d\d-[a-z0-9-]+\.md(?:#[a-z0-9-]+)?\)/);
  });

  test('fits half a page', () => {
    const text = page.replaceAll(/\]\([^)]*\)/g, '');
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(300);
  });
});

describe('the page for instructors', () => {
  const page = pageNamed('instructor.md');

  test('quotes what the kept runs say: otherwise run `make docs-figures`', async () => {
    expect(page).toBe(withTaughtFigures(page, await readGallery(galleryDirectory)));
  });

  test('names no measured figure elsewhere', () => {
    const prose = page.replace(/<!-- figures: begin -->.*<!-- figures: end -->/s, '');
    expect(prose).not.toBe(page);
    expect(prose.match(/\d\s*(?:(?:µs|ms|s|times|of \d+)\b|%)/g)).toBeNull();
  });

  test('speaks of no case that the kept runs lack', () => {
    expect(() => withTaughtFigures(page, [])).toThrow('no kept run that counts has sessions');
  });

  test('has plans whose clock rises and ends in time', () => {
    const plans = page.split(/^### (?=\d+ minutes$)/m).slice(1);
    expect(plans.map((plan) => Number.parseInt(plan, 10))).toEqual([10, 20, 45, 60, 180]);
    for (const plan of plans) {
      const [own = ''] = plan.split(/^## /m);
      const clock = column(own, 'minute').map(Number);
      expect(clock.toSorted((one, other) => one - other)).toEqual(clock);
      expect(clock[0]).toBe(0);
      expect(clock.at(-1)).toBeLessThan(Number.parseInt(plan, 10));
    }
  });

  test('answers each row of the sheet of predictions with one of its letters', () => {
    const sheet = pageNamed('predictions.md');
    const asked = column(sheet, 'chapter').map((cell) => /\d+/.exec(cell)?.[0]);
    const [, answers = ''] = page.split('## What people predict');
    expect(column(answers, 'chapter').slice(0, asked.length)).toEqual(asked);
    for (const answer of column(answers, 'it is')) expect(answer).toMatch(/^[ABCD](?::|$)/);
  });
});

function column(text: string, name: string): string[] {
  const rows = tableRowsOf(parseMarkdown('', text));
  return rows.flatMap(({ cells }) => cells.get(name) ?? []);
}

/** What an article about stateless services explains, in the words of the table. */
const ideas = [
  'stateless',
  'memory of one replica',
  'sticky sessions',
  'x-request-id',
  'token in the URL',
  'JWE',
  'JWKS',
  'key that is withdrawn',
  'every order',
  'denylist',
  'thief of Redis',
  'stored hashed',
  'evicted',
  'short lives',
  'rotation',
  'log out everywhere',
  'open streams',
  'streams that the push closes',
  'a cart',
  'middle of a flow',
  'shared cache',
  'Set-Cookie',
  'Cache-Control',
  'replay',
  'scaling out',
  'scaling in',
  'autoscaler',
  'drains',
  'gray failure',
  'fail closed, fail open',
  'alive, and ready',
  'pushed list',
  'readiness against liveness',
  'preStop',
  'who issues',
  'introspection',
  'back-channel logout',
  'retries',
  'idempotency key',
  'stateful is right',
] as const;

test.for(ideas)('the table of ideas has %s', (idea) => {
  expect(column(pageNamed('README.md'), 'idea').join('\n')).toContain(idea);
});
