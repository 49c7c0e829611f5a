import { contenders } from '../../../infra/contenders/contenders.ts';
import type { FailoverResult } from '../../result/failover.ts';
import type { Comparison, Crossover } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { RevocationResult } from '../../result/revocation.ts';
import { recordedResult } from '../fixture.ts';

/** Every contender but the floor, those with the longest names first. */
export const everyone = contenders
  .map(({ contender }) => contender)
  .filter((contender) => contender !== 'floor')
  .sort((one, other) => other.length - one.length);
const three = everyone.slice(0, 3);

function failoverOf(result: Result): FailoverResult {
  if (result.failover === null) throw new Error('the fixture has a failover');
  return result.failover;
}

function revocationOf(result: Result): RevocationResult {
  if (result.revocation === null) throw new Error('the fixture has a revocation');
  return result.revocation;
}

/** The first row once for each contender, with these values. */
function rowsOf<Row extends { contender: string }>(
  rows: readonly Row[],
  who: readonly string[],
  values: Partial<Row>,
): Row[] {
  const [first] = rows;
  if (first === undefined) throw new Error('the fixture has no such row');
  return who.map((contender) => ({ ...first, ...values, contender }));
}

type Summary = RevocationResult['summary'][number];

const revocationOutcomes: readonly Partial<Summary>[] = [
  { resurrections: 3 },
  { censored: 40, boundMs: 900_000 },
  { censored: 40, boundMs: 0 },
  { staleAccepts: 3, maxLowMs: 973, maxStaleMs: 1020, boundMs: 1 },
  { staleAccepts: 3, maxLowMs: 973, maxStaleMs: 1020, boundMs: 1000 },
  { staleAccepts: 0 },
];

/** A run in which these contenders share each outcome of a revocation and each proof, and the others share none. */
function revocationsOf(who: readonly string[]): Result[] {
  return revocationOutcomes.flatMap((outcome) =>
    (['logout', 'demoted', 'key-withdrawn'] as const).map((action) => {
      const result = recordedResult();
      const revocation = revocationOf(result);
      const scale = action === 'key-withdrawn' ? { usualBoundMs: 600_000 } : {};
      const calm = { resurrections: 0, censored: 0, staleAccepts: 0, action };
      revocation.summary = [
        ...rowsOf(revocation.summary, everyone, { ...calm, trials: 41 }).filter(
          ({ contender }) => !who.includes(contender),
        ),
        ...rowsOf(revocation.summary, who, { ...calm, ...scale, ...outcome }),
      ];
      return result;
    }),
  );
}

function proofsOf(who: readonly string[], isHarmed: boolean): Result {
  const result = recordedResult();
  const revocation = revocationOf(result);
  const cameBack = isHarmed ? 1_234 : 0;
  revocation.races = (['write', 'touch', 'login'] as const).flatMap((inFlight) =>
    rowsOf(revocation.races, who, { inFlight, races: 1_250, cameBack }),
  );
  const variant = 'left-open' as const;
  const stillOpen = isHarmed ? 1_000 : 0;
  revocation.openStreams = rowsOf(revocation.openStreams, who, {
    ...{ variant, trials: 1_000, stillOpen },
  });
  revocation.bounds = ['demoted', 'logout'].flatMap((action) =>
    rowsOf(revocation.bounds, who, { action, ok: !isHarmed }),
  );
  const [again, out] = isHarmed ? [20, 19] : [0, 0];
  const observed = `of 20 revoked, ${again} accepted again; of 20 valid, ${out} signed out`;
  revocation.correctness = ['eviction-allkeys-lru', 'eviction-volatile-lru', 'respelled'].flatMap(
    (each) => rowsOf(revocation.correctness, who, { case: each, observed, ok: !isHarmed }),
  );
  return result;
}

const failoverOutcomes = [
  { falseAccepts: 3 },
  { falseRejects: 3 },
  { failed: 3 },
  {},
] as const satisfies readonly Partial<FailoverResult['summary'][number]>[];

/** A run in which these contenders share each outcome of a fault; `isAnyway`: also without the fault. */
function faultsOf(who: readonly string[], isAnyway: boolean): Result[] {
  return failoverOutcomes.map((outcome) => {
    const result = recordedResult();
    const failover = failoverOf(result);
    const label = { fault: 'redis-frozen', variant: 'all of its many forms' } as const;
    const calm = { falseAccepts: 0, falseRejects: 0, failed: 0 };
    failover.summary = rowsOf(failover.summary, who, { ...calm, ...label, ...outcome });
    const before = { atMs: -900, outcomes: { 'false-accept': 1 }, p50Ms: 1, maxMs: 2 };
    failover.trials = rowsOf(failover.trials, who, {
      ...label,
      buckets: isAnyway ? [before] : [],
      routes: failover.trials
        .flatMap(({ routes }) => routes)
        .slice(0, 6)
        .map((route, index) => ({
          ...route,
          asksRedis: index > 2,
          requests: 12_345,
          outcomes: { '5xx': 2_345 },
          answered503: 1_234,
        })),
    });
    return result;
  });
}

const crossingKinds = [
  'at',
  'below-range',
  'above-range',
  'parallel',
  'too-few-blocks',
] as const satisfies readonly Crossover['kind'][];

/** Costs of the pair with the longest names, by measures that agree, disagree or see nothing, and each kind of crossing. */
export function costsOf(whole: Result): Result[] {
  const verdicts: readonly Pick<Comparison, 'ratio' | 'low' | 'high' | 'verdict'>[] = [
    { ratio: 2.314, low: 2.2, high: 2.4, verdict: 'costs-more' },
    { ratio: 0.814, low: 0.8, high: 0.9, verdict: 'costs-less' },
    { ratio: 1.01, low: 0.99, high: 1.03, verdict: 'equivalent' },
    { ratio: 1.01, low: 0.8, high: 1.2, verdict: 'not-distinguishable' },
    { ratio: null, low: null, high: null, verdict: 'not-distinguishable' },
  ];
  return verdicts.flatMap((first) =>
    verdicts.map((second, index) => {
      const result = structuredClone(whole);
      const { lookup } = result;
      if (lookup === null) throw new Error('the fixture has lookup');
      const [model] = lookup.comparisons.filter(({ kind }) => kind === 'primary');
      if (model === undefined) throw new Error('the fixture has a named pair');
      const pair = { a: 'tokens-pushed-cached', b: 'tokens-hs256' };
      lookup.comparisons = [
        { ...model, ...pair, ...first },
        ...(['latencyP50Us', 'pacedLatencyP50Us', 'requestsPerSecond'] as const).map((metric) => ({
          ...{ ...model, ...pair, ...second, metric, kind: 'secondary' as const },
        })),
      ];
      lookup.ledger = rowsOf(lookup.ledger, everyone, { redisRoundTripsPerRequest: 1.25 });
      const kind = crossingKinds[index] ?? 'at';
      for (const crossover of lookup.crossovers) crossover.kind = kind;
      return result;
    }),
  );
}

/** A run for each finding, which all contenders share, or the three with the longest names. */
export const sharedByAll = [everyone, three].flatMap((who) => [
  ...revocationsOf(who),
  ...[true, false].map((isHarmed) => proofsOf(who, isHarmed)),
  ...[true, false].flatMap((isAnyway) => faultsOf(who, isAnyway)),
]);
