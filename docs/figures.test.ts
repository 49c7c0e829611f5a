import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { galleryDirectory, readGallery } from '../bench/gallery/kept-run.ts';
import { answerMarkdown, withAnswer } from '../bench/report/answer/readme.ts';
import { buildDocument } from '../bench/report/build-document.ts';
import { standalone } from '../bench/report/charts/standalone.ts';
import { recordedResult, withFailedGate } from '../bench/report/fixture.ts';
import { readResult } from '../bench/result/read-result.ts';
import { chartsOf, drawFigures, shownRun, warningOn } from './figures.ts';
import { withTaughtFigures } from './generate/taught-figures.ts';
import { parseMarkdown, tableRowsOf } from './runner/markdown.ts';

const root = join(import.meta.dirname, '..');
const pagesWithFigures = globSync('docs/*.md', { cwd: root }).filter((page) =>
  readFileSync(join(root, page), 'utf8').includes('](figures/'),
);

describe('the charts of the walkthrough', () => {
  const charts = chartsOf(buildDocument(recordedResult()));

  test('are charts of the report', () => {
    expect(charts.has('cost-chart')).toBe(true);
    expect(charts.has('pareto')).toBe(true);
  });

  test('stand alone, with title and source', () => {
    const text = standalone(charts.get('cost-chart')?.markup ?? '', {
      title: 'Cost <of> it',
      source: 'profile default, 4 cores',
      warning: null,
    });
    expect(text).toContain('<title>Cost &lt;of&gt; it</title>');
    expect(text).toContain('>profile default, 4 cores</text>');
    expect(text).not.toMatch(/(?:href|src)="(?!#)|url\(/);
    expect(text).not.toContain('Not to be trusted');
  });

  test('carry a warning when a gate of their own experiment has failed', () => {
    const { gates } = withFailedGate(recordedResult());
    const warning = warningOn({ experiments: ['lookup'] }, gates);
    expect(warning).toMatch(/^Not to be trusted\. generator not saturated: /);
    const markup = charts.get('cost-chart')?.markup ?? '';
    expect(standalone(markup, { title: '', source: '', warning })).toContain(`>${warning}</text>`);
    expect(warningOn({ experiments: ['revocation'] }, gates)).toMatch(/^With care\. /);
    const passed = gates.filter(({ status }) => status === 'pass');
    expect(warningOn({ experiments: ['lookup'] }, passed)).toBeNull();
  });

  test('markup that is no chart is refused', () => {
    expect(() => standalone('<p>', { title: '', source: '', warning: null })).toThrow(
      'no chart of the report',
    );
  });

  test('are drawn from the kept run: otherwise run `make docs-figures`', async () => {
    for (const { file, content } of drawFigures(await readResult(join(root, shownRun)))) {
      expect(readFileSync(join(root, 'docs/figures', file), 'utf8'), file).toBe(content);
    }
  });

  test('README has the first table of the kept run: otherwise run bench/report/answer/readme.ts', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const answer = answerMarkdown(await readResult(join(root, shownRun)));
    expect(readme).toBe(withAnswer(readme, answer));
  });

  test.for(['README.md', ...pagesWithFigures])('%s links to the kept run', (page) => {
    const target = `${page === 'README.md' ? '' : '../'}${shownRun}/`;
    expect(readFileSync(join(root, page), 'utf8')).toContain(`](${target})`);
  });
});

describe('the page for instructors', () => {
  const page = readFileSync(join(root, 'docs/instructor.md'), 'utf8');

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
    const sheet = readFileSync(join(root, 'docs/predictions.md'), 'utf8');
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
