import { describe, expect, test } from 'vitest';
import { firstSeenSchema } from '../../result/first-seen.ts';
import { trialOf } from '../../result/trial.fixture.ts';
import { createRandom } from '../../stats/random.ts';
import { plantedFirstSeen } from './first-seen.fixture.ts';
import { firstSeenShares, presentedTokens, withVerified } from './first-seen.ts';
import { curveOf } from './first-seen-curve.ts';
import { lookupPlans } from './plan.ts';

const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ authorization: `${name}-${index}` }));

describe('the tokens of a trial', () => {
  const present = (requests: number, share: number, fresh: ReturnType<typeof named>) =>
    presentedTokens(requests, share, { warm: named('warm', 10), fresh }, createRandom(1)).map(
      ({ authorization = '' }) => authorization,
    );

  test('hold each fresh token once in all trials, and the warm ones in turn', () => {
    const fresh = named('fresh', 162);
    const trials = firstSeenShares.map((share) => present(100, share, fresh));
    const counts = trials.map((all) => all.filter((each) => each.startsWith('fresh')).length);
    expect(counts).toEqual([0, 10, 50, 100]);
    const presented = trials.flat().filter((each) => each.startsWith('fresh'));
    expect(new Set(presented).size).toBe(160);
    expect(fresh).toHaveLength(2);
    const warm = Object.values(Object.groupBy(trials[0] ?? [], (each) => each));
    expect(warm.map((own) => own?.length)).toEqual(Array(10).fill(10));
  });

  test('are in random order: the first-seen ones do not come first', () => {
    const presented = present(100, 0.5, named('fresh', 50));
    const early = presented.slice(0, 50).filter((each) => each.startsWith('fresh')).length;
    expect(early).toBeGreaterThan(10);
    expect(early).toBeLessThan(40);
  });

  test('run out with an error, and are never presented twice as first-seen', () => {
    expect(() => present(100, 0.5, named('fresh', 49))).toThrow('49 fresh tokens are too few');
  });
});

test('a trial in which the replica verified other tokens than the first-seen ones is invalid', () => {
  const trial = trialOf({ arm: 'tokens-pushed-cached', requests: 100 });
  expect(withVerified(trial, 0.1, 10)).toMatchObject({ valid: true, firstSeen: 10, verified: 10 });
  expect(withVerified(trial, 0.1, 11)).toMatchObject({
    valid: false,
    invalidBecause: ['the replica verified 11 tokens, and 10 were first seen'],
  });
});

describe('the curve of first-seen tokens', () => {
  const found = plantedFirstSeen({ referenceUs: 150, hitUs: 50, missUs: 175 });
  const verdicts = (rows: typeof found.rows) =>
    rows.map(({ againstReference }) => againstReference.wholePathCpuUsPerRequest?.verdict);

  test('holds what the schema of a result asks for', () => {
    expect(firstSeenSchema.safeParse(found).error).toBeUndefined();
  });

  test('has the planted ratio at each share, by the whole path and by the replica', () => {
    expect(found.rows.map(({ share, trials }) => [share, trials])).toEqual(
      firstSeenShares.map((share) => [share, 10]),
    );
    for (const { share, againstReference } of found.rows) {
      const us = 50 + 125 * share;
      const { wholePathCpuUsPerRequest, replicaCpuUsPerRequest } = againstReference;
      expect(wholePathCpuUsPerRequest?.ratio).toBeCloseTo((us + 50) / 200, 2);
      expect(replicaCpuUsPerRequest?.ratio).toBeCloseTo(us / 150, 2);
    }
    expect(verdicts(found.rows)).toEqual(['costs-less', 'costs-less', 'costs-less', 'costs-more']);
  });

  test('has intervals that hold the planted ratio in about 95 of 100', () => {
    const held = Array.from({ length: 50 }, (_, seed) =>
      plantedFirstSeen({ referenceUs: 150, hitUs: 50, missUs: 175, seed }).rows.map(
        ({ share, againstReference: { wholePathCpuUsPerRequest: found } }) => {
          const planted = (100 + 125 * share) / 200;
          return found !== null && found.low < planted && planted < found.high;
        },
      ),
    ).flat();
    expect(held.filter(Boolean).length).toBeGreaterThan(0.9 * held.length);
  });

  test('tells from which share on the cache saves nothing: where the planted costs are equal', () => {
    // 50 + 125 s = 150.
    expect(found.crossover?.share).toBeCloseTo(0.8, 2);
    expect(found.crossover?.low).toBeLessThan(0.8);
    expect(found.crossover?.high).toBeGreaterThan(0.8);
  });

  test.for([
    ['that saves CPU at every share', 120],
    ['that saves nothing at any share', 400],
    ['whose cost does not depend on the share', 50],
  ] as const)('has no such share for a cache %s', ([, missUs]) => {
    const hitUs = missUs === 400 ? 160 : 50;
    expect(plantedFirstSeen({ referenceUs: 150, hitUs, missUs }).crossover).toBeNull();
  });

  test('has no cost of the whole path and no crossover where the balancer cannot be read', () => {
    const trials = found.trials.map((trial) => ({ ...trial, balancerCpuUs: null }));
    const { rows, crossover } = curveOf(trials);
    expect(verdicts(rows)).toEqual(firstSeenShares.map(() => undefined));
    expect(rows.every((row) => row.againstReference.replicaCpuUsPerRequest !== null)).toBe(true);
    expect(crossover).toBeNull();
  });

  test('leaves invalid trials out', () => {
    const trials = found.trials.map((trial) =>
      trial.block === 3 ? { ...trial, replicaCpuUs: 1e9, valid: false } : trial,
    );
    const { rows, crossover } = curveOf(trials);
    expect(rows.map((row) => row.trials)).toEqual([9, 9, 9, 9]);
    expect(crossover?.share).toBeCloseTo(0.8, 2);
  });

  test('is measured by default and in full, and not in smoke', () => {
    const blocks = (profile: keyof typeof lookupPlans) => lookupPlans[profile].firstSeenBlocks;
    expect(blocks('smoke')).toBe(0);
    expect(blocks('default')).toBeGreaterThan(7);
    expect(blocks('full')).toBeGreaterThan(blocks('default'));
  });
});
