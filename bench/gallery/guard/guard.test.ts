import { describe, expect, test } from 'vitest';
import { recordedResult } from '../../report/fixture.ts';
import type { Result } from '../../result/result.ts';
import { methodVersion } from '../../run/facts.ts';
import { countsOf, type GuardFile, guardFile } from './band.ts';
import { guard } from './judge.ts';

const band = { a: 'tokens', b: 'sessions', low: 1.1, high: 1.5, runs: ['one'] };

/** A quiet run in which the ratio of the pair has this value, with an interval of 3 % on either side. */
function run(ratio: number, change: (result: Result) => void = () => undefined): Result {
  const result = recordedResult();
  result.tool = { ...result.tool, methodVersion };
  const [model] = result.lookup?.comparisons ?? [];
  if (result.lookup === null || model === undefined) throw new Error('the fixture has comparisons');
  const metric = 'wholePathCpuUsPerRequest';
  const around = (center: number) => ({ ratio: center, low: center / 1.03, high: center * 1.03 });
  result.lookup.comparisons = [
    { ...model, kind: 'a-a', metric, ...around(1) },
    { ...model, a: band.a, b: band.b, kind: 'primary', metric, ...around(ratio) },
  ];
  change(result);
  return result;
}

/** The guard over these runs, and how many of them it took. */
async function guarded(runs: readonly Result[], kept: Partial<GuardFile> = {}) {
  let taken = 0;
  const file = { about: '', ratios: [band], counts: countsOf(run(1.3)), ...kept };
  const outcome = await guard(file, async () => {
    const result = runs[taken++];
    if (result === undefined) throw new Error('the guard wants one run more');
    return result;
  });
  return { ...outcome, taken };
}

describe('the guard of ratios', () => {
  test('takes one run when the ratio is inside its band', async () => {
    expect(await guarded([run(1.3)])).toMatchObject({ ok: true, taken: 1 });
  });

  test('forgives a ratio that is outside once or twice', async () => {
    expect(await guarded([run(0.9), run(1.3)])).toMatchObject({ ok: true, taken: 2 });
    expect(await guarded([run(0.9), run(2), run(1.3)])).toMatchObject({ ok: true, taken: 3 });
  });

  test('fails when it is outside in three runs in a row', async () => {
    const { ok, taken, sentences } = await guarded([run(0.9), run(0.9), run(0.9)]);
    expect({ ok, taken }).toEqual({ ok: false, taken: 3 });
    expect(sentences.at(-1)).toBe('tokens / sessions was outside its band in 3 runs');
  });

  test('takes a ratio whose interval reaches into the band for inside', async () => {
    expect(await guarded([run(1.52)])).toMatchObject({ ok: true, taken: 1 });
  });

  test('does not count a run whose gate failed, whatever its ratio', async () => {
    const busy = run(0.9, ({ gates }) => {
      gates.push({
        gate: 'quiet machine',
        experiment: 'lookup',
        status: 'fail',
        measured: 'other programs took 40 %',
        limit: '',
        detail: '',
      });
    });
    const { ok, sentences } = await guarded([busy, run(0.9), run(0.9)]);
    expect(ok).toBe(true);
    expect(sentences.at(-1)).toBe('tokens / sessions cannot be told on this machine today');
  });

  test.for([
    ['a command', 'redisCommandsPerRequest'],
    ['a round trip', 'redisRoundTripsPerRequest'],
  ] as const)('fails at once when a contender needs %s more', async ([, key]) => {
    const differing = run(1.3, ({ lookup }) => {
      const row = lookup?.ledger.find(({ contender }) => contender === 'sessions');
      if (row !== undefined) row[key] += 1;
    });
    const { ok, taken, sentences } = await guarded([differing]);
    expect({ ok, taken }).toEqual({ ok: false, taken: 1 });
    expect(sentences).toEqual([expect.stringMatching(/^sessions: 3 .*; the kept runs have 2$/)]);
  });

  test('fails when a slope is another whole number, and not when it is a little off', async () => {
    const moved = (by: number) =>
      run(1.3, ({ lookup }) => {
        const swept = lookup?.rttSweep.find(({ arm }) => arm === 'sessions');
        if (swept !== undefined) swept.slope = 2 + by;
      });
    expect(await guarded([moved(0.2)])).toMatchObject({ ok: true });
    expect(await guarded([moved(1)])).toMatchObject({ ok: false });
  });
});

describe('the band of a ratio', () => {
  const pair = (notCounted: string | null) => ({
    a: 'sessions-hardened',
    b: 'sessions',
    isAa: false,
    byCost: [
      {
        metric: 'wholePathCpuUsPerRequest' as const,
        agreement: { says: null, holds: 0, of: 0, others: [] },
        heterogeneity: null,
        runs: [
          { folder: 'one', comparison: comparison(0.78, 0.84), notCounted: null },
          { folder: 'two', comparison: comparison(0.8, 0.88), notCounted: null },
          { folder: 'three', comparison: comparison(0.5, 1.6), notCounted },
        ],
      },
    ],
  });

  function comparison(low: number, high: number) {
    const [model] = run(1).lookup?.comparisons ?? [];
    if (model === undefined) throw new Error('the fixture has comparisons');
    return { ...model, ratio: Math.sqrt(low * high), low, high };
  }

  test('reaches a tenth beyond the ends of the intervals of the runs that count', () => {
    expect(guardFile([], [pair('busy')]).ratios).toEqual([
      { a: 'sessions-hardened', b: 'sessions', low: 0.709, high: 0.968, runs: ['one', 'two'] },
    ]);
  });

  test('is missing where no kept run counts', () => {
    expect(guardFile([], []).ratios).toEqual([]);
  });
});
