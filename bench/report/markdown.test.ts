import { describe, expect, test } from 'vitest';
import { buildDocument } from './build-document.ts';
import { type Cell, left, type Table } from './document.ts';
import { eventfulResult } from './fixture.ts';
import { escapeMarkdown, renderMarkdown, renderTable } from './markdown.ts';

const result = eventfulResult();
const markdown = renderMarkdown(result);

function tableOfOne(cell: Cell): Table {
  return { caption: 'caption', columns: [left('column')], rows: [[cell]] };
}

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

  test.for<[string, string]>([
    [
      'https://a.example/x) | [b](https://b.example',
      'https://a.example/x%29%20%7C%20%5Bb%5D%28https://b.example',
    ],
    ['https://a.example/`|`<b>', 'https://a.example/%60%7C%60%3Cb%3E'],
  ])('links %s as one address in one cell', ([href, target]) => {
    const table = tableOfOne({ text: '[a](b) | `c|d`', href });
    expect(renderTable(table).split('\n').at(-2)).toBe(`| [\\[a\\](b) \\| \`c\\|d\`](${target}) |`);
  });

  test.for(['javascript:alert(1)', 'http://a.example', 'https://', '//a.example'])(
    'links nothing to %s',
    (href) => {
      const table = tableOfOne({ text: 'a', href });
      expect(renderTable(table)).toContain('| a |');
    },
  );

  test('opens no code that the text does not close', () => {
    expect(escapeMarkdown('a``b `c` d`e')).toBe('ab `c` de');
  });
});
