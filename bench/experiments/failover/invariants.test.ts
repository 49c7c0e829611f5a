import { describe, expect, test } from 'vitest';
import { invariantsOf } from './invariants.ts';
import { tradeOffOf } from './summary.ts';
import { trialWith } from './trace.fixture.ts';

const brokenBy = (...trials: Parameters<typeof trialWith>[0][]) =>
  invariantsOf(trials.map(trialWith))
    .filter(({ violations }) => violations.length > 0)
    .map(({ invariant }) => invariant);

describe('the rules that hold in every fault', () => {
  test('hold for trials in which nothing happened', () => {
    expect(brokenBy({}, { contender: 'sessions' }, { contender: 'tokens-stateless' })).toEqual([]);
  });

  test('a revoked credential let in breaks the claim of a contender that makes one', () => {
    expect(brokenBy({ contender: 'sessions', falseAccepts: 1 })).toHaveLength(1);
  });

  test('and not of one that claims nothing, nor in a fault in which Redis forgets the list', () => {
    expect(brokenBy({ contender: 'tokens-stateless', falseAccepts: 9 })).toEqual([]);
    expect(brokenBy({ fault: 'redis-flushed', falseAccepts: 9 })).toEqual([]);
  });

  test('a valid user refused while Redis is away is a 401 that should have been a 503', () => {
    expect(brokenBy({ falseRejects: 1 })).toEqual([
      'a Redis that cannot be asked is a 503, never a 401',
    ]);
  });

  test('sessions in memory may sign users out when a replica dies, shared ones may not', () => {
    const died = { fault: 'rolling-restart', falseRejects: 3 } as const;
    expect(brokenBy({ ...died, contender: 'sessions-memory' })).toEqual([]);
    expect(brokenBy({ ...died, contender: 'sessions' })).toHaveLength(1);
  });

  test('a route that needs no Redis may fail with a replica and not with Redis', () => {
    const routes = [
      {
        route: 'GET /catalog',
        population: 'public',
        leaving: false,
        asksRedis: false,
        requests: 3,
        outcomes: { ok: 2, '5xx': 1 },
        answered503: 1,
        failedP99Ms: 2,
      },
    ] as const;
    expect(brokenBy({ fault: 'replica-frozen', routes: [...routes] })).toEqual([]);
    expect(brokenBy({ fault: 'redis-down', routes: [...routes] })).toHaveLength(1);
  });

  test('invalid trials prove nothing', () => {
    const [rule] = invariantsOf([trialWith({ valid: false, falseAccepts: 5 })]);
    expect(rule).toMatchObject({ checked: 0, violations: [] });
  });
});

describe('the trade-off', () => {
  test('is shown by one outage that at least two of the three policies went through side by side', () => {
    const outage = (contender: string, trial: number) => trialWith({ contender, trial });
    expect(tradeOffOf([outage('tokens', 0), outage('tokens-fail-open', 1)])).toBeNull();
    expect(
      tradeOffOf([outage('tokens', 0), outage('tokens', 1), outage('tokens-fail-open', 1)]),
    ).toEqual({
      fault: 'redis-frozen',
      variant: null,
      trial: 1,
      policies: [
        { policy: 'fail-closed', contender: 'tokens' },
        { policy: 'fail-open', contender: 'tokens-fail-open' },
      ],
    });
  });
});
