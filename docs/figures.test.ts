import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerMarkdown, withAnswer } from '../bench/report/answer/readme.ts';
import { buildDocument } from '../bench/report/build-document.ts';
import { standalone } from '../bench/report/charts/standalone.ts';
import { recordedResult, withFailedGate } from '../bench/report/fixture.ts';
import { readResult } from '../bench/result/read-result.ts';
import { chartsOf, drawFigures, shownRun, warningOn } from './figures.ts';

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
