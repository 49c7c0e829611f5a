import { describe, expect, test } from 'vitest';
import { headlineOf } from '../../result/headline.ts';
import type { Comparison } from '../../result/lookup.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { trialOf } from '../../result/trial.fixture.ts';
import { compareArms } from './compare.ts';

/**
 * Ten blocks in which the replicas of every arm cost a set multiple of the floor's, with a wobble that pairing takes out.
 *
 * @param balancerCpuUs of each trial, the same for all arms; default: it could not be read.
 */
function blocksOf(
  multiples: Readonly<Record<string, number>>,
  spread = 0.001,
  balancerCpuUs: number | null = null,
): LookupTrial[] {
  return Array.from({ length: 10 }, (_, block) =>
    Object.entries(multiples).map(([arm, multiple], index) => {
      const machine = 1 + 0.3 * Math.sin(block);
      const noise = 1 + spread * Math.cos(7 * block + 3 * index);
      return trialOf({
        ...{ arm, block, balancerCpuUs },
        replicaCpuUs: 10_000 * multiple * machine * noise,
      });
    }),
  ).flat();
}

const found = (trials: LookupTrial[], a: string, b: string) =>
  compareArms(trials, []).find(
    (each) => each.a === a && each.b === b && each.metric === 'replicaCpuUsPerRequest',
  );

test('the A/A pair stands first and the primary pairs are a divided by b', () => {
  const trials = blocksOf({ floor: 1, 'floor-aa': 1, sessions: 2, tokens: 3 });
  const [first] = compareArms(trials, []);
  expect(first).toMatchObject({ a: 'floor', b: 'floor-aa', kind: 'a-a', blocks: 10 });
  expect(found(trials, 'tokens', 'sessions')).toMatchObject({
    kind: 'primary',
    verdict: 'costs-more',
  });
  expect(found(trials, 'tokens', 'sessions')?.ratio).toBeCloseTo(1.5, 2);
});

test('what the machine does to a whole block does not reach the interval', () => {
  const trials = blocksOf({ floor: 1, 'floor-aa': 1, sessions: 2 });
  const sessions = found(trials, 'sessions', 'floor');
  expect(sessions?.low).toBeGreaterThan(1.99);
  expect(sessions?.high).toBeLessThan(2.01);
});

test('a pair that was not named before the run is secondary, and counted once', () => {
  const trials = blocksOf({ floor: 1, sessions: 2, 'sessions-hardened': 1.5 });
  const secondary = compareArms(trials, []).filter(
    ({ kind, metric }) => kind === 'secondary' && metric === 'replicaCpuUsPerRequest',
  );
  expect(secondary.map(({ a, b }) => [a, b])).toEqual([
    ['sessions-hardened', 'floor'],
    ['sessions-hardened', 'sessions'],
  ]);
});

test('a pair that is not named as primary is divided by the contender that is introduced earlier, whichever was measured first', () => {
  const trials = blocksOf({ 'tokens-pushed': 3, 'sessions-hardened': 1.5, floor: 1 });
  const pairs = compareArms(trials, []).map(({ a, b }) => `${a} / ${b}`);
  expect(new Set(pairs)).toEqual(
    new Set([
      'sessions-hardened / floor',
      'tokens-pushed / floor',
      'tokens-pushed / sessions-hardened',
    ]),
  );
});

test('an effect as large as the noise of the A/A pair is no verdict', () => {
  const trials = blocksOf({ floor: 1, 'floor-aa': 1, sessions: 1.03 }, 0.2);
  expect(found(trials, 'sessions', 'floor')?.verdict).toBe('not-distinguishable');
});

test('without an A/A pair the smallest detectable effect is unknown', () => {
  const trials = blocksOf({ floor: 1, sessions: 2 });
  expect(found(trials, 'sessions', 'floor')?.mdePercent).toBeNull();
});

describe('the headline', () => {
  const multiples = { floor: 1, 'floor-aa': 1, sessions: 2, 'sessions-hardened': 1.5 };
  const measuresOf = (trials: LookupTrial[]) =>
    Map.groupBy(compareArms(trials, []), ({ kind }) => kind);
  const metricsOf = (trials: LookupTrial[], kind: Comparison['kind']) =>
    (measuresOf(trials).get(kind) ?? []).map(({ metric }) => metric);

  test('is the whole path where the CPU of the balancer could be read, and replica CPU the next measure', () => {
    const trials = blocksOf(multiples, 0.001, 10_000);
    expect(headlineOf({ comparisons: compareArms(trials, []) })).toBe('wholePathCpuUsPerRequest');
    expect(metricsOf(trials, 'a-a').slice(0, 2)).toEqual([
      'wholePathCpuUsPerRequest',
      'replicaCpuUsPerRequest',
    ]);
    expect(metricsOf(trials, 'primary')).toEqual(['wholePathCpuUsPerRequest']);
    const secondary = measuresOf(trials).get('secondary') ?? [];
    const [further] = secondary.filter(({ a, b }) => a === 'sessions' && b === 'floor');
    expect(further?.metric).toBe('replicaCpuUsPerRequest');
    const others = secondary.filter(({ a }) => a === 'sessions-hardened');
    expect(new Set(others.map(({ metric }) => metric))).toEqual(
      new Set(['wholePathCpuUsPerRequest']),
    );
  });

  test('counts what all arms share, so its ratio lies nearer to 1', () => {
    const trials = blocksOf({ floor: 1, sessions: 2 }, 0, 10_000);
    const [whole] = compareArms(trials, []);
    expect(whole).toMatchObject({ a: 'sessions', b: 'floor', kind: 'primary' });
    expect(whole?.ratio).toBeLessThan(1.6);
    expect(found(trials, 'sessions', 'floor')?.ratio).toBeCloseTo(2, 6);
  });

  test('is replica CPU where one valid trial lacks the CPU of the balancer', () => {
    const [first, ...rest] = blocksOf(multiples, 0.001, 10_000);
    if (first === undefined) throw new Error('there are blocks');
    const lacking = { ...first, balancerCpuUs: null };
    expect(metricsOf([lacking, ...rest], 'primary')).toEqual(['replicaCpuUsPerRequest']);
    expect(metricsOf([{ ...lacking, valid: false }, ...rest], 'primary')).toEqual([
      'wholePathCpuUsPerRequest',
    ]);
    expect(metricsOf(blocksOf(multiples), 'a-a')[0]).toBe('replicaCpuUsPerRequest');
  });

  test('of a file is the measure of its named pairs, also where the whole path is a further one', () => {
    const comparisons = compareArms(blocksOf(multiples, 0.001, 10_000), []);
    const older = comparisons.map(
      (each): Comparison =>
        each.kind !== 'primary' ? each : { ...each, metric: 'replicaCpuUsPerRequest' },
    );
    expect(headlineOf({ comparisons: older })).toBe('replicaCpuUsPerRequest');
    expect(headlineOf({ comparisons: [] })).toBe('replicaCpuUsPerRequest');
    expect(headlineOf(null)).toBe('replicaCpuUsPerRequest');
  });
});
