import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagramsOfPages, figureOf, keyOf, readDrawn } from './.vitepress/diagrams/drawn.ts';
import { layoutsFor } from './.vitepress/diagrams/layouts.ts';
import { wordsOf } from './.vitepress/diagrams/words.ts';
import { addressOf, linkOnSite, pages, projectRoot } from './.vitepress/pages.ts';

describe('the diagrams of the site', () => {
  const drawn = readDrawn();
  const diagrams = diagramsOfPages();

  test('are all drawn: otherwise run `make docs-figures`', () => {
    expect(diagrams.length).toBeGreaterThan(20);
    const missing = diagrams.filter(({ source }) => drawn[keyOf(source)] === undefined);
    expect(missing.map(({ page }) => page)).toEqual([]);
  });

  test('have no drawing that no page shows: otherwise run `make docs-figures`', () => {
    const keys = new Set(diagrams.map(({ source }) => keyOf(source)));
    expect(Object.keys(drawn).filter((key) => !keys.has(key))).toEqual([]);
  });

  test('a drawing has no colour, script, style sheet or address of its own', () => {
    for (const { wide, narrow } of Object.values(drawn)) {
      for (const drawing of [wide, narrow]) {
        expect(drawing).not.toMatch(/<style|<script|<foreignObject|href=|url\((?!#)/);
        expect(drawing).not.toMatch(/(?:fill|stroke)(?:=|:)|#[0-9a-f]{6}\b/);
      }
    }
  });

  test('a change of the text asks for a new drawing; a blank line at the end does not', () => {
    expect(keyOf('flowchart LR\n  A --> B\n')).toBe(keyOf('flowchart LR\n  A --> B\n\n'));
    expect(keyOf('flowchart LR\n  A --> B\n')).not.toBe(keyOf('flowchart LR\n  A --> C\n'));
  });

  test('a figure shows its text as text, and Vue runs nothing in it', () => {
    const figure = figureOf('k', {
      title: 'a "title"',
      description: '<b> {{ 1 + 1 }}',
      wide: '<svg></svg>',
      narrow: '<svg></svg>',
    });
    expect(figure).toContain('aria-label="a &quot;title&quot;"');
    expect(figure).toContain('>&lt;b&gt; &#123;&#123; 1 + 1 }}</p>');
  });
});

describe('the layouts of a diagram', () => {
  test('turn a flowchart that does not fit, and never tear its longest word', () => {
    const texts = layoutsFor('flowchart LR\n  A[connect-redis-session] --> B', 390);
    expect(texts[0]?.source).toContain('flowchart LR');
    expect(texts.at(-1)?.source).toContain('flowchart TB');
    const widths = texts.map(({ config }) => JSON.stringify(config).match(/wrappingWidth":(\d+)/));
    expect(Math.min(...widths.map((found) => Number(found?.[1])))).toBeGreaterThan(21 * 7);
  });

  test('divide a narrow column among all participants', () => {
    const source = 'sequenceDiagram\n  participant A\n  participant B\n  A->>B: one<br/>two\n';
    const [free, divided] = layoutsFor(source, 390);
    expect(JSON.stringify(free?.config)).toContain('"wrap":false');
    expect(JSON.stringify(divided?.config)).toContain('"width":186');
    expect(divided?.source).toContain('A->>B: one two');
  });
});

describe('a diagram in words', () => {
  const nothing = { title: '', description: '', names: [], messages: [], edges: [], groups: [] };

  test('tells each message and each note of a sequence, in their order', () => {
    const words = wordsOf({
      ...nothing,
      type: 'sequence',
      names: [
        ['A', 'Alice'],
        ['R', 'replica 1'],
      ],
      messages: [
        { from: 'A', to: 'R', text: 'POST /logout', isNote: false },
        { from: 'R', to: 'R', text: 'the clock<br/>starts', isNote: true },
      ],
    });
    expect(words.title).toBe('Diagram: Alice, replica 1');
    expect(words.description).toBe(
      'From Alice to replica 1 (POST /logout). Note at replica 1: the clock starts.',
    );
  });

  test('tells the groups and the arrows of a flowchart', () => {
    const words = wordsOf({
      ...nothing,
      type: 'flowchart-v2',
      names: [
        ['S', 'who is in'],
        ['E', 'nobody'],
      ],
      edges: [{ from: 'S', to: 'E', text: '' }],
      groups: [{ title: 'sessions', nodes: ['S', 'E'] }],
    });
    expect(words).toEqual({
      title: 'Diagram: sessions',
      description: 'sessions contains who is in; nobody. From who is in to nobody.',
    });
  });

  test('takes the words of the source where it has some', () => {
    const said = { ...nothing, type: 'sequence', title: 'A logout', description: 'It holds.' };
    expect(wordsOf(said)).toEqual({ title: 'A logout', description: 'It holds.' });
  });
});

describe('the pages of the site', () => {
  test('are all of docs/, the gallery and the guides beside the code', () => {
    for (const page of [
      'docs/08-logout.md',
      'docs/instructor.md',
      'docs/method.md',
      'docs/disputes.md',
      'docs/glossary.md',
      'docs/reference/contract.md',
      'docs/decisions/0018-every-order.md',
      'gallery/README.md',
      'test/explore/README.md',
      'CONTRIBUTING.md',
    ]) {
      expect(pages).toContain(page);
    }
    expect(pages.filter((page) => !existsSync(join(projectRoot, page)))).toEqual([]);
    expect(new Set(pages.map(addressOf)).size).toBe(pages.length);
  });

  test.for([
    ['docs/README.md', '/'],
    ['README.md', '/project'],
    ['docs/08-logout.md', '/08-logout'],
    ['gallery/README.md', '/gallery/'],
    ['docs/decisions/0018-every-order.md', '/decisions/0018-every-order'],
  ] as const)('%s has the address %s', ([page, address]) => {
    expect(addressOf(page)).toBe(address);
  });

  test.for([
    ['docs/08-logout.md', '09-denylist.md', '/09-denylist'],
    ['docs/08-logout.md', '../gallery/README.md#the-runs', '/gallery/#the-runs'],
    ['docs/decisions/0018-every-order.md', '../../test/explore', '/test/explore/'],
    ['README.md', 'docs/', '/'],
    ['docs/04-two-apps.md', '../apps/shared/auth-strategy.ts', null],
    ['docs/08-logout.md', '#see', '#see'],
    ['docs/08-logout.md', 'https://example.org/', 'https://example.org/'],
  ] as const)('on %s the link %s leads to %s', ([page, href, link]) => {
    expect(linkOnSite(page, href)).toBe(link);
  });
});
