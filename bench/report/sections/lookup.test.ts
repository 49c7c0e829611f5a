import { describe, expect, test } from 'vitest';
import { recordedResult } from '../fixture.ts';
import { renderHtml } from '../html.ts';

const page = renderHtml(recordedResult());
const all = (pattern: RegExp, text = page) => [...text.matchAll(pattern)].map(([, found]) => found);

describe('the section of lookup', () => {
  test('draws each pair, and the table under it has each measure of each named pair', () => {
    const comparisons = recordedResult().lookup?.comparisons ?? [];
    const forest = all(/<figure id="forest">(.*?)<\/figure>/gs)[0] ?? '';
    const byReplicaCpu = comparisons.filter(({ metric }) => metric === 'replicaCpuUsPerRequest');
    for (const { a, b, kind } of byReplicaCpu) {
      if (kind !== 'a-a') expect(forest).toContain(`>${a} ÷ ${b}<`);
    }
    const [named = ''] = all(/The named pairs by every measure<(.*?)<\/table>/gs);
    const others = comparisons.filter(({ metric }) => metric !== 'replicaCpuUsPerRequest');
    const pairs = new Set(others.map(({ a, b }) => `${a} ${b}`));
    expect(named.match(/<tr><th>/g)).toHaveLength(others.length + pairs.size + 1);
  });
});
