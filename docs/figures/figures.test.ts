import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDocument } from '../../bench/report/build-document.ts';
import { fixtureResult } from '../../bench/report/fixture.ts';
import { chartsOf, wanted } from './choose.ts';
import { standalone } from './standalone.ts';

describe('the charts of the walkthrough', () => {
  const charts = chartsOf(buildDocument(fixtureResult()));

  test('are charts of the report', () => {
    expect(charts.has('cost-chart')).toBe(true);
    expect(charts.has('pareto')).toBe(true);
  });

  test('stand alone, with title and source', () => {
    const text = standalone(charts.get('cost-chart')?.markup ?? '', {
      title: 'Cost <of> it',
      source: 'profile default, 4 cores',
    });
    expect(text).toContain('<title>Cost &lt;of&gt; it</title>');
    expect(text).toContain('>profile default, 4 cores</text>');
    expect(text).not.toMatch(/(?:href|src)="(?!#)|url\(/);
  });

  test('what is no chart is refused', () => {
    expect(() => standalone('<p>', { title: '', source: '' })).toThrow('no chart of the report');
  });

  test.for(Object.values(wanted))('%s is committed, from a real run', (file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    expect(text).toMatch(/UTC, profile (?:default|full), .* cores<\/text>/);
  });
});
