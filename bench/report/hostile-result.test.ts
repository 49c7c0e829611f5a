import { describe, expect, test } from 'vitest';
import { type Result, resultSchema } from '../result/result.ts';
import { eventfulResult, recordedResult } from './fixture.ts';
import { renderHtml } from './html.ts';

describe('what a result file may hold', () => {
  const hostile = `<img src=x onerror=alert(1)>"'&\``;

  /** Texts of a result that come from somewhere else: a machine, a replica, a command line. */
  const freeTexts = ['check', 'gate', 'measured', 'contender', 'arm', 'cpuModel', 'explanation'];

  function hostileResult(): Result {
    const replaced = JSON.stringify(eventfulResult(), (key, value) => {
      if (freeTexts.includes(key)) return hostile;
      if (['argv', 'invalidBecause', 'surprises'].includes(key)) return [hostile];
      return key === 'source' ? 'javascript:alert(1)' : value;
    });
    return resultSchema.parse(JSON.parse(replaced));
  }

  test('never becomes a tag, an attribute or an address', () => {
    const rendered = renderHtml(hostileResult());
    expect(rendered).toContain('&lt;img src=x');
    expect(rendered).not.toContain('<img');
    expect(rendered).not.toMatch(/href=(?!"?(?:#|https:))/);
  });

  test('may be the name of something every object has', () => {
    const result = recordedResult();
    for (const row of result.revocation?.summary ?? []) row.contender = 'constructor';
    expect(renderHtml(result)).toContain('constructor');
  });
});
