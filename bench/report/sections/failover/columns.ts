import { group } from 'd3-array';
import type { FailoverBucket, FailoverTrial } from '../../../result/failover.ts';
import type { TimelineBand, TimelineColumn, TimelineScale } from '../../charts/timeline.ts';

/** A trial as columns of a timeline. */
export interface Shown {
  readonly trial: FailoverTrial;
  readonly columns: readonly TimelineColumn[];
  readonly endMs: number;
}

/** A column of fewer requests than this would show the schedule of the load, not its fate. */
const fewestPerColumn = 8;

/**
 * Merges neighbouring buckets until there are at most `mostColumns`, each with enough requests. A column begins with
 * the fault, so that nothing of before is mixed with it.
 */
export function shownTrial(trial: FailoverTrial, mostColumns: number): Shown {
  const { buckets, bucketMs, requests } = trial;
  const perBucket = Math.max(1e-9, requests / Math.max(1, buckets.length));
  const size = Math.max(
    1,
    Math.ceil(buckets.length / mostColumns),
    Math.ceil(fewestPerColumn / perBucket),
  );
  const merged = group(buckets, ({ atMs }) => Math.floor(atMs / bucketMs / size));
  const columns = [...merged.values()].map((own) => ({
    atMs: own[0]?.atMs ?? 0,
    perSecond: ratesOf(own, own.length * bucketMs),
  }));
  return { trial, columns, endMs: (buckets.at(-1)?.atMs ?? 0) + bucketMs };
}

function ratesOf(
  buckets: readonly FailoverBucket[],
  lastedMs: number,
): Record<TimelineBand, number> {
  const perSecond = (...outcomes: (keyof FailoverBucket['outcomes'])[]) =>
    (1000 / lastedMs) *
    buckets.reduce(
      (sum, bucket) => sum + outcomes.reduce((all, each) => all + (bucket.outcomes[each] ?? 0), 0),
      0,
    );
  return {
    ok: perSecond('ok'),
    degraded: perSecond('slow', 'retried'),
    'false-reject': perSecond('false-reject'),
    failed: perSecond('5xx', 'reset', 'refused', 'timeout'),
    'false-accept': perSecond('false-accept'),
  };
}

/** Axes that hold all of them, so that panels beside each other can be compared. */
export function commonScale(shown: readonly Shown[]): TimelineScale {
  const columns = shown.flatMap((each) => each.columns);
  const above = columns.map(({ perSecond: { 'false-accept': _, ...rest } }) =>
    Object.values(rest).reduce((sum, rate) => sum + rate, 0),
  );
  const highest = Math.max(1, ...above);
  return {
    fromMs: Math.min(0, ...columns.map((column) => column.atMs)),
    toMs: Math.max(1000, ...shown.map(({ endMs }) => endMs)),
    above: highest,
    // Room below the line even when nothing is there: its emptiness is the good news.
    below: Math.max(highest / 5, ...columns.map((column) => column.perSecond['false-accept'])),
  };
}

const wellEnough: ReadonlySet<string> = new Set(['ok', 'slow', 'retried']);

/** From the first bucket after the fault in which something went wrong; null: nothing did. */
export function errorWindowOf({ errorWindowMs, buckets }: FailoverTrial) {
  const first = buckets.find(
    ({ atMs, outcomes }) =>
      atMs >= 0 &&
      Object.entries(outcomes).some(
        ([outcome, requests]) => !wellEnough.has(outcome) && requests > 0,
      ),
  );
  if (errorWindowMs === null || first === undefined) return null;
  return { fromMs: first.atMs, toMs: first.atMs + errorWindowMs };
}
