import type { FailoverResult, FailoverSummary } from '../../../result/failover.ts';
import { type Cell, cell, left, right, type Table } from '../../document.ts';
import {
  failedIn,
  type RedisNeed,
  type RouteTally,
  redisNeedOf,
  trialsOf,
} from '../../evidence/faults.ts';
import { absent, count, milliseconds, name, names } from '../../format.ts';

/**
 * Whether requests that need Redis got a prompt 503, and whether requests that do not need it were served. Contenders
 * that failed no request share a row.
 */
export function routeTable(
  label: string,
  failover: FailoverResult,
  summaries: readonly FailoverSummary[],
): Table {
  const cells = summaries.map((summary) => ({
    summary,
    ...redisNeedOf(trialsOf(failover, summary)),
  }));
  const [failing, whole] = [
    cells.filter((each) => failedIn(each.asks) + failedIn(each.asksNot) > 0),
    cells.filter((each) => failedIn(each.asks) + failedIn(each.asksNot) === 0),
  ];
  return {
    caption: `${name(label)}: requests since the fault, by whether the contender asks Redis to answer them`,
    columns: [
      left('contender'),
      right('ask Redis'),
      right('503'),
      right('failed otherwise'),
      right('99\u00a0% of failures within'),
      right('ask no Redis'),
      right('failed asking none'),
    ],
    rows: [
      ...failing.map(({ summary, ...need }) =>
        row(name(summary.contender), need, milliseconds(summary.failedP99Ms)),
      ),
      ...(whole.length === 0
        ? []
        : [row(names(whole.map(({ summary }) => summary.contender)), together(whole), absent)]),
    ],
  };
}

function row(label: string, { asks, asksNot }: RedisNeed, failedWithin: string): Cell[] {
  return [
    cell(label),
    cell(count(asks.requests)),
    alarming(asks.answered503, 'warn'),
    alarming(asks.failedOtherwise, 'bad'),
    cell(failedWithin),
    cell(count(asksNot.requests)),
    alarming(failedIn(asksNot), 'bad'),
  ];
}

/** Of contenders that failed nothing there is no more to say than how much was asked of them. */
function together(whole: readonly RedisNeed[]): RedisNeed {
  const total = (read: (need: RedisNeed) => RouteTally): RouteTally => ({
    requests: whole.reduce((sum, need) => sum + read(need).requests, 0),
    answered503: 0,
    failedOtherwise: 0,
  });
  return { asks: total(({ asks }) => asks), asksNot: total(({ asksNot }) => asksNot) };
}

function alarming(requests: number, tone: 'warn' | 'bad'): Cell {
  return cell(count(requests), requests > 0 ? tone : 'neutral');
}
