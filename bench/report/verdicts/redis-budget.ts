import { max, sum } from 'd3-array';
import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import type { Verdict } from '../document.ts';
import { failedIn, type RedisNeed, redisNeedOf, trialsOf } from '../evidence/faults.ts';
import { supported } from '../evidence/trust.ts';
import { count, counted, milliseconds, name } from '../format.ts';

/** The command timeout is 250 ms; the rest is for everything else on the way. */
const limitMs = 400;

interface Cell extends RedisNeed {
  readonly summary: FailoverSummary;
}

/**
 * Whether, with Redis frozen, requests that need it got a 503 in time and the others were served. Empty when the run
 * did not inject that fault.
 */
export function redisBudgetVerdict(result: Result, failover: FailoverResult): Verdict[] {
  const cells = failover.summary
    .filter(({ fault }) => fault === 'redis-frozen')
    .map((summary) => ({ summary, ...redisNeedOf(trialsOf(failover, summary)) }));
  const affected = sum(cells, ({ asks }) => failedIn(asks));
  if (affected === 0) return [];
  const told = sum(cells, ({ asks }) => asks.answered503);
  const slowestMs = max(cells, ({ summary }) => summary.failedP99Ms ?? 0) ?? 0;
  const unaffected = sum(cells, ({ asksNot }) => asksNot.requests);
  const harmed = sum(cells, ({ asksNot }) => failedIn(asksNot));
  const kept = told === affected && harmed === 0;
  return [
    supported(result, 'failover', {
      tone: kept && slowestMs <= limitMs ? 'good' : 'warn',
      headline: `While Redis is frozen, ${told === affected ? 'every' : `${count(told)} of ${count(affected)}`} affected request${told === affected ? '' : 's'} got a 503, 99\u00a0% of each contender's within ${milliseconds(slowestMs)}; ${harmed === 0 ? 'none' : count(harmed)} of ${counted(unaffected, 'request')} that need no Redis failed`,
      evidence: [
        `limit: ${milliseconds(limitMs)}, of which a command may wait 250\u00a0ms`,
        ...cells.filter(({ asks }) => failedIn(asks) > 0).map(evidenceOf),
      ],
    }),
  ];
}

function evidenceOf({ summary, asks, asksNot }: Cell): string {
  const otherwise = asks.failedOtherwise > 0 ? `, ${count(asks.failedOtherwise)} otherwise` : '';
  return `${name(summary.contender)}: ${count(asks.answered503)} of ${counted(asks.requests, 'request')} that ask Redis got a 503${otherwise}, 99\u00a0% of them within ${milliseconds(summary.failedP99Ms)}; ${count(failedIn(asksNot))} of ${count(asksNot.requests)} that ask none failed`;
}
