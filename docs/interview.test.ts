import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The sentences of a page: those of one paragraph after those of another, without its title. */
function sentencesOf(page: string): string[] {
  const paragraphs = page.split(/\n{2,}/).filter((part) => !part.startsWith('#'));
  return paragraphs.flatMap((part) => part.trim().split(/(?<=[.?!](?:\*\*)?)\s+/));
}

describe('the page "In an interview"', () => {
  const page = readFileSync(join(import.meta.dirname, 'interview.md'), 'utf8');

  test.for(sentencesOf(page))('leads from each sentence to a chapter: %s', (sentence) => {
    expect(sentence).toMatch(/\]\(\d\d-[a-z0-9-]+\.md(?:#[a-z0-9-]+)?\)/);
  });

  test('fits half a page', () => {
    const text = page.replaceAll(/\]\([^)]*\)/g, '');
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(300);
  });
});
