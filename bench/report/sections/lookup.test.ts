import { describe, expect, test } from 'vitest';
import { lookupPlans } from '../../experiments/lookup/plan.ts';
import { plantedSurface } from '../../experiments/lookup/surface.fixture.ts';
import type { Result } from '../../result/result.ts';
import { carries } from '../../stats/percentile.ts';
import { whyNoCosts } from '../evidence/shown.ts';
import { quotedPage, recordedResult, smokeResult } from '../fixture.ts';
import { renderMarkdown } from '../markdown.ts';
import { renderSummary } from '../terminal.ts';
import { pacedLatencyMs } from './lookup/cost.ts';
import { foundAgain } from './lookup/published.ts';

const page = quotedPage(recordedResult());
const all = (pattern: RegExp, text = page) => [...text.matchAll(pattern)].map(([, found]) => found);

describe('the section of lookup', () => {
  test('draws the named pairs and those with the floor, has all in a table, and each measure of the named', () => {
    const comparisons = recordedResult().lookup?.comparisons ?? [];
    const forest = all(/<figure id="forest">(.*?)<\/figure>/gs)[0] ?? '';
    const byReplicaCpu = comparisons.filter(({ metric }) => metric === 'replicaCpuUsPerRequest');
    for (const { a, b, kind } of byReplicaCpu) {
      const isDrawn = kind === 'primary' || b === 'floor';
      if (kind !== 'a-a') expect(forest.includes(`>${a} ÷ ${b}<`), `${a} ${b}`).toBe(isDrawn);
    }
    expect(forest.match(/<tr><th>/g)).toHaveLength(byReplicaCpu.length + 1);
    const [named = ''] = all(/The named pairs by every measure<(.*?)<\/table>/gs);
    const others = comparisons.filter(({ metric }) => metric !== 'replicaCpuUsPerRequest');
    const pairs = new Set(others.map(({ a, b }) => `${a} ${b}`));
    expect(named.match(/<tr><th>/g)).toHaveLength(others.length + pairs.size + 1);
  });
});

describe('what others published', () => {
  const pair = recordedResult().lookup?.comparisons.find(({ kind }) => kind === 'primary');
  /** Tokens divided by sessions. */
  const found = (low: number, high: number, verdict: 'costs-less' | 'not-distinguishable') => {
    if (pair === undefined) throw new Error('the recorded run has a named pair');
    return { ...pair, ratio: Math.sqrt(low * high), low, high, verdict };
  };
  const claimed = { low: 2, high: 3 };

  test('is found again where the interval of the pair meets it', () => {
    expect(foundAgain(claimed, found(0.4, 0.6, 'costs-less'))).toBe('yes');
    expect(foundAgain(claimed, found(0.6, 0.8, 'costs-less'))).toBe('the order, not the size');
    expect(foundAgain({ low: 0.3, high: 0.4 }, found(0.6, 0.8, 'costs-less'))).toBe('no');
  });

  test('is not found again where the pair cannot be told apart, and unknown where it was not measured', () => {
    expect(foundAgain(claimed, found(0.4, 1.1, 'not-distinguishable'))).toBe('no');
    expect(foundAgain(claimed, undefined)).toBe('–');
  });

  test('stands beside the configuration of its source, with the name of the one that was measured here', () => {
    const [table = ''] = all(/(Headline numbers of others.*?<\/table>)/gs);
    expect(table).toContain('jsonwebtoken, HS256');
    expect(table).toContain('<b>tokens-stateless</b> (ES256, jose)');
    expect(table).toMatch(/<td>(?:no|yes|the order, not the size)$/m);
  });
});

describe('a report of a smoke run', () => {
  const writers: readonly (readonly [string, (result: Result) => string])[] = [
    ['the page', quotedPage],
    ['the Markdown', renderMarkdown],
    ['the summary on the screen', (result) => renderSummary(result, { width: 100, colour: false })],
  ];
  const costs =
    /÷|µs|\d times (?:as|the)|[Rr]atio \d|costs (?:more|less)|takes longer|is quicker|id="forest"/;

  test.for(writers)('%s has no cost and no ratio of costs', ([, write]) => {
    expect(costs.exec(write(recordedResult()))).not.toBeNull();
    expect(costs.exec(write(smokeResult()))?.[0]).toBeUndefined();
  });

  test.for(writers)('%s says why', ([, write]) => {
    expect(write(smokeResult()).replaceAll('\n', ' ')).toContain(whyNoCosts);
  });

  test('says of each arm that it works, and what it asks Redis', () => {
    const summary = renderSummary(smokeResult(), { width: 100, colour: false });
    expect(summary).toMatch(/^sessions +yes +\d+ +[\d,]+ +2 +2$/m);
  });
});

describe('latency at an equal rate', () => {
  const trial = recordedResult().lookup?.paced.find(({ valid }) => valid);
  const withAnswers = (trials: number) =>
    Array.from({ length: trials }, (_, block) => {
      if (trial === undefined) throw new Error('no paced trial was recorded');
      const latenciesUs = Array.from({ length: 100 }, (_, index) => 1000 + index);
      return { ...trial, block, latenciesUs };
    });

  test('has a p99 from the answers of all trials together, though none of them carries one', () => {
    expect(pacedLatencyMs(withAnswers(10))).toEqual({ p50: 1.049, p90: 1.089, p99: 1.098 });
    expect(pacedLatencyMs(withAnswers(9)).p99).toBeNull();
  });

  test.for(['default', 'full'] as const)(
    'a run of the profile %s has enough requests for a p99',
    (profile) => {
      const { pacedBlocks, pacedSeconds, pacedPerSecond } = lookupPlans[profile];
      expect(carries(pacedBlocks * pacedSeconds * pacedPerSecond, 0.99)).toBe(true);
    },
  );
});

test('the surface draws every configuration and the pair of equals, and lists them with the cheapest first', () => {
  const result = recordedResult();
  const { lookup } = result;
  if (lookup === null) throw new Error('the recorded run has no lookup');
  const planted = { 'sessions-cached': 40, 'tokens-stateless-hs256-jsonwebtoken': 40 };
  const whole = { ...result, lookup: { ...lookup, surface: plantedSurface(planted) } };
  const drawn = quotedPage(whole);
  const [figure = ''] = /<figure id="surface-chart">.*?<\/figure>/s.exec(drawn) ?? [];
  expect(figure).toContain('A/A: floor ÷ its copy');
  for (const label of ['tokens (EdDSA, jose)', 'at 48: tokens (ES256, jose)', 'sessions-getex'])
    expect(figure).toContain(`>${label}<`);
  const markdown = renderMarkdown(whole);
  const lines = markdown.split('\n');
  const first = lines.findIndex((line) => /^\| *configuration/.test(line));
  expect(lines[first + 2]).toMatch(/`sessions-cached`|`tokens-stateless` \(HS256, jsonwebtoken\)/);
});
