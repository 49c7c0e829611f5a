import { maxIndex } from 'd3-array';
import type { FailoverBucket, FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { Result } from '../../result.ts';
import {
  type TimelineBand,
  type TimelineColumn,
  type TimelineScale,
  timelineChart,
} from '../charts/timeline.ts';
import type { Panel } from '../document.ts';
import { count, enumerate } from '../format.ts';
import { failoverOutcome, failoverTones, trialsOf } from '../verdicts/failover.ts';

/** More columns than this in one panel are finer than the eye; with many panels each gets fewer, to keep the page light. */
const mostColumns = 150;
const mostColumnsOfPage = 9000;

interface Shown {
  readonly summary: FailoverSummary;
  readonly trials: readonly FailoverTrial[];
  readonly worst: FailoverTrial;
  readonly columnMs: number;
  readonly columns: readonly TimelineColumn[];
}

/** One small timeline per contender, of its worst trial, on the axes that all panels of this fault share. */
export function timelinePanels(
  result: Result,
  summaries: readonly FailoverSummary[],
  idOf: (summary: FailoverSummary) => string,
): Panel[] {
  const cells = result.failover?.summary.length ?? 1;
  const most = Math.max(30, Math.min(mostColumns, Math.floor(mostColumnsOfPage / cells)));
  const shown = summaries.flatMap((summary) => shownOf(summary, trialsOf(result, summary), most));
  const scale = commonScale(shown);
  return shown.map(({ summary, trials, worst, columns, columnMs }): Panel => {
    const id = idOf(summary);
    const description = describeTrial(worst, trials.length);
    const drawing = timelineChart({
      id: `${id}-chart`,
      title: `${summary.contender} through ${summary.fault}`,
      description,
      columns,
      columnMs,
      marks: worst.marks,
      errorWindow: errorWindowOf(worst),
      scale,
    });
    const tone = failoverTones[failoverOutcome(summary, trials)];
    return { id, title: summary.contender, summary: description, tone, drawing };
  });
}

function shownOf(
  summary: FailoverSummary,
  trials: readonly FailoverTrial[],
  mostColumns: number,
): Shown[] {
  const worst = trials[maxIndex(trials, badness)];
  if (worst === undefined) return [];
  const size = Math.max(1, Math.ceil(worst.buckets.length / mostColumns));
  const columnMs = worst.bucketMs * size;
  const columns = Array.from({ length: Math.ceil(worst.buckets.length / size) }, (_, index) => {
    const buckets = worst.buckets.slice(index * size, (index + 1) * size);
    return { atMs: buckets[0]?.atMs ?? 0, perSecond: ratesOf(buckets, columnMs) };
  });
  return [{ summary, trials, worst, columnMs, columns }];
}

function badness({ failed, falseAccepts, falseRejects, retriedByBalancer }: FailoverTrial): number {
  // Retries break ties only: nobody was refused because of them.
  return failed + falseAccepts + falseRejects + retriedByBalancer / 1e6;
}

function describeTrial(trial: FailoverTrial, trials: number): string {
  const which = trials === 1 ? 'The only trial' : `The worst of ${trials} trials`;
  const parts = (
    [
      [trial.falseAccepts, 'revoked but accepted'],
      [trial.falseRejects, 'valid but refused'],
      [trial.failed, 'failed'],
      [trial.retriedByBalancer, 'retried by the balancer'],
    ] as const
  )
    .filter(([requests]) => requests > 0)
    .map(([requests, what]) => `${count(requests)} ${what}`);
  const said = parts.length === 0 ? 'all as they should be' : enumerate(parts);
  return `${which}: of ${count(trial.requests)} requests ${said}`;
}

function ratesOf(
  buckets: readonly FailoverBucket[],
  columnMs: number,
): Record<TimelineBand, number> {
  const perSecond = (...outcomes: (keyof FailoverBucket['outcomes'])[]) =>
    (1000 / columnMs) *
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

function commonScale(shown: readonly Shown[]): TimelineScale {
  const columns = shown.flatMap((each) => each.columns);
  const above = columns.map(({ perSecond: { 'false-accept': _, ...rest } }) =>
    Object.values(rest).reduce((sum, rate) => sum + rate, 0),
  );
  const highest = Math.max(1, ...above);
  const ends = shown.flatMap(({ columns, columnMs }) => columns.map(({ atMs }) => atMs + columnMs));
  return {
    fromMs: Math.min(0, ...columns.map((column) => column.atMs)),
    toMs: Math.max(1000, ...ends),
    above: highest,
    // Room below the line even when nothing is there: its emptiness is the good news.
    below: Math.max(highest / 5, ...columns.map((column) => column.perSecond['false-accept'])),
  };
}

const wellEnough: ReadonlySet<string> = new Set(['ok', 'slow', 'retried']);

function errorWindowOf({ errorWindowMs, buckets }: FailoverTrial) {
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
