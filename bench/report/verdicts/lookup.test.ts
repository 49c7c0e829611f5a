import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import { recordedResult, smokeResult, withFailedGate } from '../fixture.ts';
import { failoverVerdicts } from './failover.ts';
import {
  comparisonSentence,
  lookupVerdicts,
  type NamedPair,
  pairSentences,
  verdictWords,
} from './lookup.ts';
import { revocationVerdicts } from './revocation.ts';
import { roundTripVerdicts } from './round-trips.ts';

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ');

const comparison: Comparison = {
  a: 'tokens',
  b: 'sessions',
  kind: 'primary',
  metric: 'replicaCpuUsPerRequest',
  blocks: 40,
  ratio: 1.41,
  low: 1.38,
  high: 1.44,
  mdePercent: 2.5,
  pValue: 0.001,
  lag1: 0,
  bootFactor: null,
  byBoot: null,
  verdict: 'costs-more',
};

function withComparison(change: Partial<Comparison>): Result {
  const result = recordedResult();
  if (result.lookup) result.lookup.comparisons = [{ ...comparison, ...change }];
  return result;
}

describe('a comparison of cost says', () => {
  test.for<[Partial<Comparison>, string]>([
    [{}, '`tokens` (ES256, jose) takes 41 % more replica CPU per request than `sessions`'],
    [
      { ratio: 2.719, low: 2.6, high: 2.84 },
      '`tokens` (ES256, jose) takes 2.72 times as much replica CPU per request as `sessions`',
    ],
    [
      { ratio: 0.8, verdict: 'costs-less' },
      '`tokens` (ES256, jose) takes 20 % less replica CPU per request than `sessions`',
    ],
    [
      { ratio: 1.01, verdict: 'equivalent' },
      '`tokens` (ES256, jose) and `sessions` take the same replica CPU per request, within 5 %',
    ],
    [
      { ratio: 1.04, verdict: 'not-distinguishable' },
      '`tokens` (ES256, jose) and `sessions` are not distinguishable by replica CPU per request',
    ],
    [
      { ratio: null, blocks: 0, verdict: 'not-distinguishable' },
      '`tokens` (ES256, jose) and `sessions` were never measured in the same valid block',
    ],
  ])('%o: %s', ([change, sentence]) => {
    expect(plain(comparisonSentence({ ...comparison, ...change }))).toBe(sentence);
  });

  test('the algorithm and the library of each token, and none of a contender without a signature', () => {
    const between = { a: 'tokens-stateless', b: 'tokens-hs256' };
    expect(plain(comparisonSentence({ ...comparison, ...between }))).toBe(
      '`tokens-stateless` (ES256, jose) takes 41 % more replica CPU per request than `tokens-hs256` (HS256, jsonwebtoken)',
    );
    expect(comparisonSentence({ ...comparison, a: 'sessions', b: 'floor' })).not.toContain('(');
  });

  test('its interval, the blocks, what the run can see, and that the gates passed', () => {
    const [verdict] = lookupVerdicts(withComparison({}));
    const evidence = plain(verdict?.evidence.join('; '));
    expect(evidence).toContain('[1.380, 1.440]');
    expect(evidence).toContain('40 blocks');
    expect(evidence).toContain('2.5 %');
    expect(evidence).toContain('all 13 validity gates passed');
  });

  test('in a table, more of a throughput and more of a latency in different words', () => {
    expect(verdictWords({ ...comparison, metric: 'requestsPerSecond' })).toBe('answers more');
    expect(verdictWords({ ...comparison, metric: 'latencyP50Us', ratio: 0.7 })).toBe('is quicker');
    expect(verdictWords({ ...comparison, verdict: 'not-distinguishable' })).toBe(
      'not distinguishable',
    );
  });
});

describe('what the measures of a pair say together', () => {
  const mainThread = { ...comparison, metric: 'mainThreadCpuUsPerRequest' } as const;
  const latency = { ...comparison, metric: 'latencyP50Us' } as const;
  const less = { ratio: 0.81, verdict: 'costs-less' } as const;

  test.for<[string, NamedPair, string[]]>([
    [
      'that they disagree, before anything else',
      [
        { ...comparison, ratio: 1.14 },
        { ...mainThread, ...less },
        { ...latency, ...less },
      ],
      [
        'The measures disagree: `tokens` (ES256, jose) takes 14 % more replica CPU per request than `sessions`',
        'The measures disagree: `tokens` (ES256, jose) takes 19 % less main-thread CPU per request than `sessions`',
      ],
    ],
    [
      'which of them see a difference that the headline does not see',
      [
        { ...comparison, ratio: 1.01, verdict: 'not-distinguishable' },
        { ...mainThread, ...less },
        { ...latency, verdict: 'not-distinguishable' },
      ],
      [
        '`tokens` (ES256, jose) and `sessions` are not distinguishable by replica CPU per request',
        '`tokens` (ES256, jose) takes 19 % less main-thread CPU per request than `sessions`',
      ],
    ],
    [
      'the headline alone where none of them contradicts it',
      [comparison, mainThread, { ...latency, ...less, verdict: 'not-distinguishable' }],
      ['`tokens` (ES256, jose) takes 41 % more replica CPU per request than `sessions`'],
    ],
    [
      'that more requests per second are no cost',
      [comparison, { ...comparison, metric: 'requestsPerSecond', ...less }],
      ['`tokens` (ES256, jose) takes 41 % more replica CPU per request than `sessions`'],
    ],
  ])('%s', ([, pair, sentences]) => {
    expect(pairSentences(pair).map(plain)).toEqual(sentences);
  });

  test('leaves no measure out of the evidence, and has none twice', () => {
    const result = recordedResult();
    if (result.lookup === null) throw new Error('the fixture has lookup');
    const secondary = { ...less, kind: 'secondary' } as const;
    const others = [mainThread, latency].map((each) => ({ ...each, ...secondary }));
    result.lookup.comparisons = [{ ...comparison, ratio: 1.14 }, ...others];
    const measures = lookupVerdicts(result).map(({ evidence }) =>
      evidence.filter((line) => line.includes(': ratio ')).map((line) => line.split(':')[0]),
    );
    expect(measures).toEqual([
      ['replica CPU per request', 'median latency under full load'],
      ['main-thread CPU per request'],
    ]);
  });

  test('has a line of evidence for each measure in the file', () => {
    const result = recordedResult();
    const measures = (a: string, b: string) =>
      (result.lookup?.comparisons ?? []).filter((each) => each.a === a && each.b === b).length;
    const lines = lookupVerdicts(result)
      .filter(({ headline }) => headline.includes('`tokens-stateless`'))
      .flatMap(({ evidence }) => evidence);
    expect(measures('tokens-stateless', 'sessions')).toBe(4);
    expect(lines.filter((line) => line.includes(': ratio '))).toHaveLength(4);
  });
});

describe('a verdict', () => {
  test('says first that it is not supported when a gate failed, and which', () => {
    const [verdict] = lookupVerdicts(withFailedGate(recordedResult()));
    expect(verdict?.headline).toMatch(/^Not supported: /);
    expect(verdict?.tone).toBe('warn');
    expect(verdict?.evidence.at(-1)).toContain('validity gate failed: `generator not saturated`');
  });

  test('of another experiment stands when a gate failed that is not its own', () => {
    const verdicts = revocationVerdicts(withFailedGate(recordedResult()));
    expect(verdicts.every(({ headline }) => !headline.startsWith('Not supported'))).toBe(true);
  });

  test('names the gates that warn', () => {
    const [verdict] = revocationVerdicts(recordedResult());
    expect(verdict?.evidence.at(-1)).toContain('warning: `CPU for the prober`');
  });

  test('of the smoke profile is marked provisional', () => {
    const result = smokeResult();
    const all = [
      ...lookupVerdicts(result),
      ...roundTripVerdicts(result),
      ...revocationVerdicts(result),
      ...failoverVerdicts(result),
    ];
    expect(all.length).toBeGreaterThan(4);
    for (const verdict of all) expect(verdict.evidence.at(-1)).toContain('provisional');
  });

  test('of a secondary comparison is never a headline', () => {
    expect(lookupVerdicts(withComparison({ kind: 'secondary' }))).toEqual([]);
  });
});
