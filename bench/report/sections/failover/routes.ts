import type { FailoverResult, FailoverSummary } from '../../../result/failover.ts';
import { type Cell, cell, left, right, type Table } from '../../document.ts';
import { trialsOf } from '../../evidence/faults.ts';
import { failedIn, type RouteTally, redisNeedOf } from '../../evidence/redis-need.ts';
import { count, milliseconds, name } from '../../format.ts';

/** Whether who needs Redis is told so, and soon, and whether who needs none is left alone. */
export function routeTable(
  label: string,
  failover: FailoverResult,
  summaries: readonly FailoverSummary[],
): Table {
  return {
    caption: `${name(label)}: requests since the fault, by whether the contender asks Redis to answer them`,
    columns: [
      left('contender'),
      right('ask Redis'),
      right('answered'),
      right('503'),
      right('failed otherwise'),
      right('99\u00a0% of failures within'),
      right('ask no Redis'),
      right('answered'),
      right('failed'),
    ],
    rows: summaries.map((summary) => {
      const { asks, asksNot } = redisNeedOf(trialsOf(failover, summary));
      return [
        cell(name(summary.contender)),
        cell(count(asks.requests)),
        cell(count(answeredIn(asks))),
        alarming(asks.answered503, 'warn'),
        alarming(asks.failedOtherwise, 'bad'),
        cell(milliseconds(summary.failedP99Ms)),
        cell(count(asksNot.requests)),
        cell(count(answeredIn(asksNot))),
        alarming(failedIn(asksNot), 'bad'),
      ];
    }),
  };
}

function answeredIn(tally: RouteTally): number {
  return tally.requests - failedIn(tally);
}

function alarming(requests: number, tone: 'warn' | 'bad'): Cell {
  return cell(count(requests), requests > 0 ? tone : 'neutral');
}
