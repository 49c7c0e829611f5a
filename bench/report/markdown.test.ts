import { describe, expect, test } from 'vitest';
import { buildDocument } from './build-document.ts';
import { eventfulResult } from './fixture.ts';
import { renderMarkdown } from './markdown.ts';

const result = eventfulResult();
const markdown = renderMarkdown(result);

describe('the report as Markdown', () => {
  test('has the sections of the page, in their order', () => {
    const titles = [...markdown.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(buildDocument(result).sections.map((section) => section.title));
  });

  test('has every verdict', () => {
    const blocks = buildDocument(result).sections.flatMap((section) => section.blocks);
    const verdicts = blocks.flatMap((block) => (block.kind === 'verdicts' ? block.verdicts : []));
    expect(verdicts.length).toBeGreaterThan(10);
    for (const { headline } of verdicts) {
      expect(markdown).toContain(headline.replaceAll('\u00a0', ' '));
    }
  });

  test('has tables whose rows all have as many cells as their head', () => {
    const tables = markdown.match(/(?:^\|.*\|$\n)+/gm) ?? [];
    expect(tables.length).toBeGreaterThan(20);
    for (const table of tables) {
      const widths = table
        .trim()
        .split('\n')
        .map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  test('leaves an empty line before each table and heading, without which a forge sets neither', () => {
    const lines = markdown.split('\n');
    lines.forEach((line, index) => {
      const previous = lines[index - 1] ?? '';
      if (line.startsWith('#')) expect(previous).toBe('');
      if (line.startsWith('| ') && !previous.startsWith('|')) expect(previous).toBe('');
    });
  });

  test('links the sources of published figures', () => {
    expect(markdown).toMatch(/\[AceAuth [^\]]+\]\(https:\/\/github\.com\//);
  });
});
