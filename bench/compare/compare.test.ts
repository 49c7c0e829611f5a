import { describe, expect, test } from 'vitest';
import { eventfulResult, recordedResult } from '../report/fixture.ts';
import type { Comparison } from '../result/lookup.ts';
import type { Result } from '../result/result.ts';
import type { Gate } from '../result/run.ts';
import { differencesBetween } from './difference.ts';
import { configDifferences, machineDifferences } from './facts.ts';
import { parseCompareOptions } from './main.ts';
import { renderComparison } from './render.ts';

/** A result whose only comparisons are an A/A pair of this half-width and one pair, with a half-width of 1 %. */
function run(ratio: number, change: Partial<Comparison> = {}, aaHalfWidth = 1.01): Result {
  const result = recordedResult();
  const [model] = result.lookup?.comparisons ?? [];
  if (model === undefined || result.lookup === null) throw new Error('the fixture has comparisons');
  const metric = change.metric ?? 'replicaCpuUsPerRequest';
  const around = (center: number, half: number) => ({
    ratio: center,
    low: center / half,
    high: center * half,
  });
  result.lookup.comparisons = [
    { ...model, kind: 'a-a', metric, ...around(1, aaHalfWidth) },
    {
      ...model,
      a: 'tokens',
      b: 'sessions',
      kind: 'primary',
      metric,
      ...around(ratio, 1.01),
      ...change,
    },
  ];
  return result;
}

const failedGate: Gate = {
  gate: 'ledger',
  experiment: 'lookup',
  status: 'fail',
  measured: '',
  limit: '',
  detail: '',
};

const only = (a: Result, b: Result) => {
  const [difference, ...others] = differencesBetween(a, b);
  expect(others).toEqual([]);
  return difference;
};

describe('the ratio of a pair in run B against that in run A', () => {
  test('is the difference of the logarithms, with the half-widths added as squares', () => {
    const difference = only(run(1.2), run(1.5));
    expect(difference?.change).toBeCloseTo(1.25, 10);
    // sqrt(2) * ln 1.01 on either side.
    const reach = Math.SQRT2 * Math.log(1.01);
    expect(difference?.low).toBeCloseTo(1.25 * Math.exp(-reach), 10);
    expect(difference?.high).toBeCloseTo(1.25 * Math.exp(reach), 10);
  });

  test.for([
    [1.2, 1.5, 'worse'],
    [1.5, 1.2, 'better'],
    [1.2, 1.2, '~'],
    // Outside its interval of 1.4 %, inside the 2 % that are noise by decree.
    [1.2, 1.2 * 1.018, '~'],
  ] as const)('from %s to %s is %s', ([a, b, word]) => {
    expect(only(run(a), run(b))?.word).toBe(word);
  });

  test('is better when it rises and more is better', () => {
    const metric = 'requestsPerSecond' as const;
    expect(only(run(1.2, { metric }), run(1.5, { metric }))?.word).toBe('better');
  });

  test('is no difference within the A/A noise of either run', () => {
    expect(only(run(1.2), run(1.3))?.word).toBe('worse');
    expect(only(run(1.2, {}, 1.2), run(1.3))?.word).toBe('~');
    expect(only(run(1.2), run(1.3, {}, 1.2))?.word).toBe('~');
  });

  test('of a pair that was not named before the run is judged among all such pairs', () => {
    // sqrt(2) * ln 1.01 is 1.4 %: a change of 3 % has p below 0.001, and below 0.05 also among twenty.
    const many = (ratio: number) => {
      const result = run(ratio, { kind: 'secondary' });
      const comparisons = result.lookup?.comparisons ?? [];
      const [, model] = comparisons;
      if (model === undefined) throw new Error('there is a pair');
      for (let other = 0; other < 19; other++) comparisons.push({ ...model, a: `other-${other}` });
      return result;
    };
    const wordOf = (one: Result, other: Result) => differencesBetween(one, other)[0]?.word;
    expect(wordOf(many(1), many(1.03))).toBe('worse');
    // p is about 0.004: enough alone, not among twenty.
    expect(wordOf(run(1, { kind: 'secondary' }), run(1.0207, { kind: 'secondary' }))).toBe('worse');
    expect(wordOf(many(1), many(1.0207))).toBe('~');
  });

  test('carries no word where a validity gate of lookup failed', () => {
    const failed = run(1.5);
    failed.gates = [failedGate];
    expect(only(run(1.2), failed)?.word).toBe('unsupported');
    expect(only(failed, run(1.2))?.word).toBe('unsupported');
    const text = renderComparison(run(1.2), failed, { width: 120, colour: false });
    expect(text).toMatch(/validity gates failed:\s+ledger/);
    expect(text).toContain('unsupported: a validity gate failed');
  });

  test('is left out where a run has no interval, and A/A pairs are never compared', () => {
    expect(differencesBetween(run(1.2), run(1.2, { ratio: null, low: null, high: null }))).toEqual(
      [],
    );
  });
});

function elsewhere(): Result {
  const result = run(1.2);
  return {
    ...result,
    environment: {
      ...result.environment,
      cpuModel: 'another CPU',
      loadPerCoreAtStart: 0.9,
      fingerprint: 'another',
    },
  };
}

describe('two machines', () => {
  test('are the same when their fingerprints are', () => {
    expect(machineDifferences(run(1.2), run(1.3))).toEqual([]);
  });

  test('differ in named facts, of which the load of the moment is none', () => {
    expect(machineDifferences(run(1.2), elsewhere())).toEqual([
      { fact: 'cpuModel', a: run(1.2).environment.cpuModel, b: 'another CPU' },
    ]);
  });

  test('that differ are refused absolute figures, in words, and still compared by ratios', () => {
    const text = renderComparison(run(1.2), elsewhere(), { width: 120, colour: false });
    expect(text).toContain('Absolute figures are not compared: the machines differ in cpuModel');
    expect(text).not.toContain('microseconds');
    expect(text).toContain('tokens / sessions');
  });

  test('that are one are shown absolute figures', () => {
    const text = renderComparison(run(1.2), run(1.3), { width: 120, colour: false });
    expect(text).toContain('Signed with: tokens (ES256, jose).');
    expect(text).toContain('microseconds');
    expect(text).not.toContain('not compared');
  });
});

describe('what else differs', () => {
  test('is named: versions and settings', () => {
    const changed = run(1.2);
    changed.config.dependencies = { ...changed.config.dependencies, ioredis: '7.0.0' };
    expect(configDifferences(run(1.2), changed)).toEqual([
      { fact: 'package ioredis', a: '6.0.0', b: '7.0.0' },
    ]);
  });

  test('is said of what was counted: a credential that came back, a fault that lets a revoked credential in', () => {
    const options = { width: 120, colour: false };
    const text = renderComparison(eventfulResult(), recordedResult(), options);
    expect(text).toMatch(/sessions, logout: came back +yes +no/);
  });

  test('is not said of the ledger for what an arm does unasked', () => {
    const background = run(1.2);
    for (const row of background.lookup?.ledger ?? []) row.redisCommandsPerRequest += 0.06;
    const text = (b: Result) => renderComparison(run(1.2), b, { width: 120, colour: false });
    expect(text(background)).not.toContain('commands per request');
    for (const row of background.lookup?.ledger ?? []) row.redisCommandsPerRequest += 1;
    expect(text(background)).toContain('sessions: Redis commands per request');
  });

  test('keeps to the width of the screen', () => {
    const text = renderComparison(run(1.2), elsewhere(), { width: 90, colour: false });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(90);
  });
});

describe('the command line', () => {
  test.for(['', '--a x', '--a= --b y', 'x y', '--a x --b y --c'])('“%s” is refused', (line) => {
    expect(parseCompareOptions(line.split(' ').filter((word) => word !== ''))).toBeNull();
  });

  test('takes two folders', () => {
    expect(parseCompareOptions(['--a', 'x', '--b', 'y'])).toEqual({ a: 'x', b: 'y' });
  });
});
