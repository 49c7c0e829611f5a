import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import { costOf } from '../decide/criteria.ts';
import { costBearer } from '../evidence/configuration.ts';
import { decimal, name } from '../format.ts';
import { notTried, remark, type Said } from './answer.ts';

/** A ratio to the floor and its interval. The column has two decimals throughout, so that its rows compare at a glance. */
export interface Cost {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a request costs this contender, by its own trials or by those of the contender whose check it shares. */
export function sharedCost(
  result: Result,
  contender: string,
): { readonly comparison: Comparison | null; readonly bearer: string } {
  const bearer = costBearer(result, contender);
  return { comparison: costOf(result, bearer), bearer };
}

/** Null where the run has no interval. */
export function rangeOf(comparison: Comparison | null): Cost | null {
  if (comparison === null) return null;
  const { ratio: value, low, high } = comparison;
  return value === null || low === null || high === null ? null : { value, low, high };
}

export function times(value: number): string {
  return value.toFixed(2);
}

/** The cell of the cost. */
export function costCell(result: Result, contender: string): Said {
  const { comparison, bearer } = sharedCost(result, contender);
  if (comparison === null) return notTried;
  const evidence = ['forest', 'cost', 'lookup'];
  const range = rangeOf(comparison);
  if (range === null) return remark('too few blocks', 'too few', evidence);
  const within = `[${times(range.low)}, ${times(range.high)}]`;
  if (bearer !== contender) {
    const shared = `${times(range.value)}, as ${name(bearer)}`;
    return { ...remark(shared, `${times(range.value)} (shared)`, evidence), range };
  }
  if (comparison.verdict === 'not-distinguishable') {
    return { ...remark(`cannot tell ${within}`, `? ${within}`, evidence), range };
  }
  const words = `${times(range.value)} ${within}`;
  return { ...remark(words, words, evidence), range };
}

/** The cell of the round trips to Redis that one request waits for. */
export function tripsCell(result: Result, contender: string): Said {
  const bearer = costBearer(result, contender);
  const row = result.lookup?.ledger.find((each) => each.contender === bearer);
  if (row === undefined) return { ...notTried, short: '?' };
  const trips = decimal(row.redisRoundTripsPerRequest);
  return remark(trips, trips, ['ledger', 'lookup']);
}
