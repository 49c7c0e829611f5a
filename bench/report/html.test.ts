import { describe, expect, test } from 'vitest';
import type { Result } from '../result/result.ts';
import {
  defaultSize,
  enlarged,
  eventfulResult,
  fullSize,
  quotedPage,
  recordedOnly,
  recordedResult,
  smokeResult,
  withFailedGate,
} from './fixture.ts';
import { renderHtml } from './html.ts';

const page = quotedPage(eventfulResult());
const all = (pattern: RegExp, text = page) => [...text.matchAll(pattern)].map(([, found]) => found);
const sectionIds = (text: string) => all(/<section [^>]*aria-labelledby="([^"]+)-heading"/g, text);

describe('the page', () => {
  test('answers first which contender does what, then whether to trust the run, then shows what was found', () => {
    expect(sectionIds(page)).toEqual([
      'answer',
      'trust',
      'verdicts',
      'contenders',
      'lookup',
      'revocation',
      'failover',
      'environment',
      'method',
    ]);
  });

  test.for([
    [['lookup'], ['revocation', 'failover']],
    [['revocation'], ['lookup', 'failover']],
    [['failover'], ['lookup', 'revocation']],
  ] as const)('of %s alone has no other experiment in it', ([experiments, absent]) => {
    const ids = sectionIds(quotedPage(recordedOnly(...experiments)));
    expect(ids).toContain(experiments[0]);
    for (const id of absent) expect(ids).not.toContain(id);
  });

  test('has no section without anything to say', () => {
    const floorOnly = recordedOnly('revocation');
    if (floorOnly.revocation) floorOnly.revocation.summary = [];
    const ids = sectionIds(quotedPage(floorOnly));
    expect(ids).not.toContain('revocation');
    expect(quotedPage(floorOnly)).not.toContain('– to –');
  });

  test('folds every section under its heading, except the answer and the trust in it', () => {
    const open = all(/<section id="([^"]+)"/g);
    expect(open).toEqual(sectionIds(page).filter((id) => id === 'answer' || id === 'trust'));
    const folded = all(/<section aria[^>]*><details class="chapter"><summary><h2 id="([^"]+)"/g);
    expect(open.length + folded.length).toBe(sectionIds(page).length);
    expect(page).not.toMatch(/<details[^>]* open/);
  });

  test('needs no other file: no script, no font, no image, no request', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|@font-face|url\(|\son[a-z]+=/);
    expect(page).toContain("default-src 'none'");
  });

  test('links only to places of its own and to the web over TLS', () => {
    const targets = all(/href="([^"]+)"/g);
    expect(targets.length).toBeGreaterThan(10);
    const ids = new Set(all(/\sid="([^"]+)"/g));
    for (const target of targets) {
      expect(target).toMatch(/^(#|https:\/\/)/);
      if (target?.startsWith('#')) expect(ids).toContain(target.slice(1));
    }
  });

  test('has no identifier twice', () => {
    const ids = all(/\sid="([^"]+)"/g);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('skips no level of headings', () => {
    const levels = all(/<h([1-6])[ >]/g).map(Number);
    expect(levels.length).toBeGreaterThan(30);
    const skipped = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
    expect(skipped).toEqual([]);
  });

  test('has a style for each column of figures that a table names', () => {
    const named = all(/<table class="([^"]*)">/g).flatMap((names) => names?.match(/\br\d+/g) ?? []);
    expect(named).toContain('r2');
    const styled = all(/\.(r\d+) tr ?> ?:nth-child/g);
    expect(styled).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  test('shows no number that is not one', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  test('is the same for the same result', () => {
    expect(quotedPage(eventfulResult())).toBe(page);
  });

  test('weighs less than 300 kB at the size of the default profile, and less than 400 kB in full', () => {
    const result = eventfulResult();
    const bytesOf = (page: string) => Buffer.byteLength(page);
    expect(bytesOf(renderHtml(enlarged(result, defaultSize)))).toBeLessThan(300_000);
    expect(bytesOf(renderHtml(enlarged(result, fullSize)))).toBeLessThan(400_000);
  });
});

describe('a chart', () => {
  const charts = all(/(<svg class="chart".*?<\/svg>)/gs);

  test('is an image with a name and a description', () => {
    expect(charts.length).toBeGreaterThan(20);
    // A timeline is described by the words under it, which say no more and no less.
    const panels = all(/<figure id="timeline-[^>]*>(.*?)<\/figure>/gs);
    for (const panel of panels) expect(panel).toMatch(/<\/svg><figcaption>[^<]+\.<\/figcaption>$/);
    const described = charts.filter((chart) => / aria-describedby=|<desc>/.test(chart ?? ''));
    expect(described.length).toBeGreaterThanOrEqual(charts.length - panels.length - 3);
    // The two drawings of a chart have one description.
    const words = all(/<desc id="([^"]+)">[^<]+<\/desc>/g).flatMap((id) => [id, id]);
    expect(all(/ aria-describedby="([^"]+)"/g)).toEqual(words);
    const named = /^<svg class="chart" role="img"[^>]* viewBox="[\d. ]+"><title>[^<]+<\/title>/;
    for (const chart of charts) expect(chart).toMatch(named);
  });

  test('is drawn for a wide and for a narrow page, and said again as a table', () => {
    const figures = all(/<figure id="([^"]+)"><h[34] class="title">/g);
    expect(figures).toContain('forest');
    const bodies = all(/<figure id="[^"]+"><h[34] class="title">(.*?)<\/figure>/gs);
    for (const body of bodies) {
      expect(body).toMatch(/<div class="wide"><svg.*<div class="narrow"><svg/s);
      expect(body).toMatch(/<details>.*<tbody>.*<tr>/s);
    }
  });

  test('of the lookup carries the A/A row and the noise floor', () => {
    const forest = all(/<figure id="forest">(.*?)<\/figure>/gs)[0] ?? '';
    expect(forest).toContain('A/A: floor ÷ its copy');
    expect(forest).toContain('class="band"');
  });
});

describe('the first panel', () => {
  const answer = (result: Result) =>
    /<p class="callout[^>]*><strong>([^<]*)<\/strong>/.exec(quotedPage(result))?.[1];

  test.for<[string, Result]>([
    ['No.', withFailedGate(recordedResult())],
    ['Yes, with care.', recordedResult()],
    ['As a sign of life.', smokeResult()],
    ['Only in part.', { ...recordedResult(), failover: null }],
    ['Yes, within the limits below.', withoutWarnings()],
    [
      'Not for comparisons of cost: two identical copies of one contender came out different.',
      withBadAa(),
    ],
  ])('says “%s”', ([words, result]) => {
    expect(answer(result)).toBe(words);
  });

  function withoutWarnings(): Result {
    const result = recordedResult();
    return { ...result, gates: result.gates.filter((gate) => gate.status === 'pass') };
  }

  function withBadAa(): Result {
    const result = withoutWarnings();
    for (const comparison of result.lookup?.comparisons ?? []) {
      if (comparison.kind === 'a-a') comparison.low = 1.01;
    }
    return result;
  }

  test('explains why server memory refuses two of three behind round robin', () => {
    expect(page.replaceAll('\u00a0', ' ')).toContain(
      'refused 20 of 30 requests that carried a valid credential (67 %)',
    );
  });
});
