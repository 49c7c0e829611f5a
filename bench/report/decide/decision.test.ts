import { describe, expect, test } from 'vitest';
import type { FailoverTrial } from '../../result/failover.ts';
import { type Result, resultSchema } from '../../result/result.ts';
import { recordedOnly, recordedResult, smokeResult, withFailedGate } from '../fixture.ts';
import { costOf, criteria, criterionNames } from './criteria.ts';
import { decide, printDecision } from './decision.ts';

const result = recordedResult();

/** The result, with these counts in the failover summary of one contender. */
function withFailover(
  contender: string,
  counts: Partial<Record<'failed' | 'falseAccepts' | 'falseRejects', number>>,
): Result {
  const { failover } = result;
  if (failover === null) throw new Error('the fixture has failover');
  const none = { failed: 0, falseAccepts: 0, falseRejects: 0 };
  const summary = failover.summary.map((row) =>
    row.contender === contender ? { ...row, ...none, ...counts } : row,
  );
  return { ...result, failover: { ...failover, summary } };
}

const judge = (given: Result, contender: string, criterion: string) =>
  criteria.find(({ name }) => name === criterion)?.judge(given, contender);
const holds = (given: Result, contender: string, criterion: string) =>
  judge(given, contender, criterion)?.holds;

describe('a criterion', () => {
  test.for([
    ['store-empty-thieves', { falseAccepts: 3 }],
    ['store-empty-users', { falseRejects: 3 }],
    ['replica-dies', { failed: 1 }],
  ] as const)('%s is judged by what was counted', ([criterion, counts]) => {
    expect(holds(withFailover('tokens', counts), 'tokens', criterion)).toBe(false);
    expect(holds(withFailover('tokens', {}), 'tokens', criterion)).toBe(true);
  });

  test('that the run did not try is neither met nor missed', () => {
    const lookupOnly = recordedOnly('lookup');
    expect(holds(lookupOnly, 'tokens', 'logout-now')).toBeNull();
    expect(holds(lookupOnly, 'tokens', 'replica-dies')).toBeNull();
  });

  test('logout-soon holds where nothing was accepted, however late the refusals were answered', () => {
    const late = recordedResult();
    const row = late.revocation?.summary.find(
      ({ contender, action }) => contender === 'sessions' && action === 'logout',
    );
    Object.assign(row ?? {}, { staleAccepts: 0, maxStaleMs: null, maxMs: 4000 });
    expect(holds(late, 'sessions', 'logout-soon')).toBe(true);
    Object.assign(row ?? {}, { staleAccepts: 2, maxStaleMs: 4000 });
    expect(holds(late, 'sessions', 'logout-soon')).toBe(false);
  });

  test.for(['logout-now', 'logout-soon'])(
    '%s counts a trial that ended too early as missed',
    (name) => {
      expect(holds(result, 'tokens-stateless', name)).toBe(false);
    },
  );
});

test('a credential that comes back in a forced race does not stay out', () => {
  const { revocation } = result;
  if (revocation === null) throw new Error('the fixture has revocation');
  const race = { contender: 'tokens', races: 20, overlapped: 20, invalid: 0, example: null };
  const withRace = (cameBack: number): Result => ({
    ...result,
    revocation: { ...revocation, races: [{ ...race, inFlight: 'write', cameBack }] },
  });
  expect(holds(withRace(0), 'tokens', 'stays-out')).toBe(true);
  expect(holds(withRace(1), 'tokens', 'stays-out')).toBe(false);
});

test('store-away judges what needs only a credential: a route that keeps data in Redis fails for all', () => {
  const frozen = recordedResult();
  const { failover } = frozen;
  if (failover === null) throw new Error('the fixture has failover');
  const [model] = failover.trials;
  if (model === undefined) throw new Error('the fixture has trials');
  const routeOf = (route: string, outcomes: FailoverTrial['outcomes']) => ({
    route,
    population: 'valid' as const,
    leaving: false,
    asksRedis: true,
    requests: 14,
    outcomes,
    answered503: 0,
    failedP99Ms: null,
  });
  const away = (outcomes: FailoverTrial['outcomes']) => {
    const routes = [routeOf('GET /me', outcomes), routeOf('POST /onboarding', { '5xx': 14 })];
    const trial = { ...model, contender: 'tokens', fault: 'redis-frozen', valid: true, routes };
    return { ...frozen, failover: { ...failover, trials: [trial] } };
  };
  const served = { holds: true, figure: '0 of 14', wrong: 0, tries: 14 };
  const mixed = away({ ok: 10, '5xx': 1, 'false-reject': 3 });
  const unserved = { holds: false, figure: '4 of 14', wrong: 4, tries: 14 };
  expect(judge(away({ ok: 12, slow: 2 }), 'tokens', 'store-away')).toEqual(served);
  expect(judge(mixed, 'tokens', 'store-away')).toEqual(unserved);
  expect(holds(away({}), 'sessions', 'store-away')).toBeNull();
});

describe('the cost', () => {
  test('is read from a comparison with the floor, whichever way round it was made', () => {
    const { lookup } = result;
    const [comparison] = lookup?.comparisons ?? [];
    if (lookup == null || comparison === undefined) throw new Error('the fixture has comparisons');
    const pair = {
      ...comparison,
      metric: 'replicaCpuUsPerRequest',
      ratio: 2,
      low: 1.6,
      high: 2.5,
    } as const;
    const withPair = (a: string, b: string): Result => ({
      ...result,
      lookup: { ...lookup, comparisons: [{ ...pair, a, b }] },
    });
    const same = { ratio: 2, low: 1.6, high: 2.5 };
    expect(costOf(withPair('tokens', 'floor'), 'tokens')).toMatchObject(same);
    const turned = { ratio: 0.5, low: 0.4, high: 0.625 };
    expect(costOf(withPair('floor', 'tokens'), 'tokens')).toMatchObject(turned);
    expect(costOf(withPair('tokens', 'sessions'), 'tokens')).toBeNull();
  });

  test('has its interval beside it, in the table and among what remains', () => {
    const text = printDecision(result, decide(result, ['any-replica']));
    expect(text).toMatch(/^sessions +\d\.\d+ \[\d\.\d+, \d\.\d+\] +yes/m);
    expect(text).toMatch(/^ {2}sessions: cost \d\.\d+ \[/m);
    expect(text).toMatch(/^ {2}tokens \(ES256, jose\): cost \d\.\d+ \[/m);
    expect(text).toContain('the cheapest first');
  });

  test('is not told of a smoke run, and nothing is called cheap', () => {
    const smoke = smokeResult();
    const text = printDecision(smoke, decide(smoke, ['any-replica']));
    expect(text).toMatch(/^contender +any-replica/m);
    expect(text).toContain('none in a smoke run');
    expect(text).not.toMatch(/\[\d|cheapest/);
  });
});

describe('a decision', () => {
  test('keeps what meets every need, the cheapest first, and says why the others are out', () => {
    const { remaining, out, rows } = decide(result, ['any-replica']);
    expect(out.map(({ row }) => row.contender)).toEqual(['sessions-memory']);
    const costs = remaining.map(({ cost }) => cost?.ratio ?? Infinity);
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    expect(rows.map(({ contender }) => contender)).not.toContain('floor');
  });

  test('never recommends what was not tried', () => {
    const lookupOnly = recordedOnly('lookup');
    const decision = decide(lookupOnly, ['logout-now']);
    expect(decision.remaining).toEqual([]);
    const text = printDecision(lookupOnly, decision);
    expect(text).toContain('No contender of this run meets logout-now.');
    expect(text).toContain('tokens: logout-now: this run did not try it');
    expect(text).not.toMatch(/^contender .*logout-now/m);
    expect(text).toMatch(/^logout-now .* not tried$/m);
  });

  test('prints the count beside each no, and how many tries the yes rests on', () => {
    const text = printDecision(result, decide(result, criterionNames));
    expect(text).toMatch(/^sessions-memory .*NO \d+ of \d+/m);
    expect(text).toMatch(/^tokens-stateless .*NO until expiry/m);
    expect(text).toMatch(/^logout-now .* \d+ logouts$/m);
  });

  test('says first how far to trust the run', () => {
    const lines = (given: Result) => printDecision(given, decide(given, [])).split('\n');
    expect(lines(result)[1]).toMatch(/^Can you trust this run\? Yes/);
    expect(lines(withFailedGate(result))[1]).toMatch(
      /^Can you trust this run\? No\. A validity gate/,
    );
  });

  test('shows every need within 100 columns, also for long names and large counts', () => {
    const renamed = JSON.stringify(result).replaceAll(
      '"sessions-hardened"',
      '"sessions-hardened-by-somebody-else"',
    );
    const large = resultSchema.parse(JSON.parse(renamed));
    for (const each of large.contenders)
      each.behindBalancer = { requests: 12_345_678, refused: 1_234_567 };
    for (const given of [result, large]) {
      const text = printDecision(given, decide(given, criterionNames));
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      const heads = text.match(/^contender .*$/gm)?.join(' ') ?? '';
      for (const name of ['cost', ...criterionNames]) expect(heads).toContain(name);
    }
  });
});
