import { max, sum } from 'd3-array';
import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import type { Verdict } from '../document.ts';
import { failedIn, type RedisNeed, redisNeedOf, trialsOf } from '../evidence/faults.ts';
import { supported } from '../evidence/trust.ts';
import { count, counted, milliseconds, name } from '../format.ts';

/** The command timeout is 250 ms; the rest is for everything else on the way. */
const redisBudgetMs = 400;

/**
 * Whether, with Redis frozen, requests that need it got a 503 in time, and whether the others were served. Empty when the
 * run did not inject that fault.
 */
export function redisBudgetVerdicts(result: Result, failover: FailoverResult): Verdict[] {
  const cells = failover.summary
    .filter(({ fault }) => fault === 'redis-frozen')
    .map((summary) => ({ summary, ...redisNeedOf(trialsOf(failover, summary)) }));
  const affected = sum(cells, ({ asks }) => failedIn(asks));
  if (affected === 0) return [];
  const told = sum(cells, ({ asks }) => asks.answered503);
  const slowestMs = max(cells, ({ summary }) => summary.failedP99Ms ?? 0) ?? 0;
  return [
    supported(result, 'failover', {
      tone: told === affected && slowestMs <= redisBudgetMs ? 'good' : 'warn',
      headline: `While Redis is frozen, ${told === affected ? 'every affected request' : `${count(told)} of ${counted(affected, 'affected request')}`} got a 503, 99\u00a0% of each contender's within ${milliseconds(slowestMs)}`,
      evidence: [
        `limit: ${milliseconds(redisBudgetMs)}, of which a command may wait 250\u00a0ms`,
        ...cells.filter(({ asks }) => failedIn(asks) > 0).map(redisEvidence),
      ],
    }),
    ...redisFreeVerdict(result, cells),
  ];
}

/** The requests of one contender while Redis was frozen. */
interface RedisCell extends RedisNeed {
  readonly summary: FailoverSummary;
}

function redisEvidence({ summary, asks }: RedisCell): string {
  const otherwise = asks.failedOtherwise > 0 ? `, ${count(asks.failedOtherwise)} otherwise` : '';
  return `${name(summary.contender)}: ${count(asks.answered503)} of ${counted(asks.requests, 'request')} that ask Redis got a 503${otherwise}, 99\u00a0% of them within ${milliseconds(summary.failedP99Ms)}`;
}

function redisFreeVerdict(result: Result, cells: readonly RedisCell[]): Verdict[] {
  const requests = sum(cells, ({ asksNot }) => asksNot.requests);
  if (requests === 0) return [];
  const harmed = sum(cells, ({ asksNot }) => failedIn(asksNot));
  return [
    supported(result, 'failover', {
      tone: harmed === 0 ? 'good' : 'warn',
      headline: `While Redis is frozen, ${harmed === 0 ? 'none' : count(harmed)} of ${counted(requests, 'request')} that need no Redis failed`,
      evidence: cells
        .filter(({ asksNot }) => asksNot.requests > 0)
        .map(
          ({ summary, asksNot }) =>
            `${name(summary.contender)}: ${count(failedIn(asksNot))} of ${counted(asksNot.requests, 'request')} that ask no Redis failed`,
        ),
    }),
  ];
}
