import { describe, expect, test } from 'vitest';
import type { Result } from '../../result/result.ts';
import { recordedOnly, recordedResult } from '../fixture.ts';
import { costRatio, criteria, criterionNames } from './criteria.ts';
import { decide, printDecision } from './main.ts';

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

const holds = (given: Result, contender: string, criterion: string) =>
  criteria.find(({ name }) => name === criterion)?.judge(given, contender).holds;

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

test('the cost is read from a comparison with the floor, whichever way round it was made', () => {
  const { lookup } = result;
  const [comparison] = lookup?.comparisons ?? [];
  if (lookup == null || comparison === undefined) throw new Error('the fixture has comparisons');
  const withPair = (a: string, b: string): Result => ({
    ...result,
    lookup: {
      ...lookup,
      comparisons: [{ ...comparison, a, b, metric: 'replicaCpuUsPerRequest', ratio: 2 }],
    },
  });
  expect(costRatio(withPair('tokens', 'floor'), 'tokens')).toBe(2);
  expect(costRatio(withPair('floor', 'tokens'), 'tokens')).toBe(0.5);
  expect(costRatio(withPair('tokens', 'sessions'), 'tokens')).toBeNull();
});

describe('a decision', () => {
  test('keeps what meets every need, the cheapest first, and says why the others are out', () => {
    const { remaining, out, rows } = decide(result, ['any-replica']);
    expect(out.map(({ row }) => row.contender)).toEqual(['sessions-memory']);
    const costs = remaining.map(({ cost }) => cost ?? Infinity);
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
  });

  test('prints the figure beside each no', () => {
    const text = printDecision(result, decide(result, criterionNames));
    expect(text).toMatch(/sessions-memory .*NO \d+ of \d+ refused/);
    expect(text).toMatch(/tokens-stateless .*NO until it expires/);
  });
});
