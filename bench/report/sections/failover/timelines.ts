import { maxIndex } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../../result/failover.ts';
import { timelineChart } from '../../charts/timeline.ts';
import type { TimelineScale } from '../../charts/timeline-bands.ts';
import type { Panel } from '../../document.ts';
import { faultLabel, faultSlug, trialsOf } from '../../evidence/faults.ts';
import { count, enumerate } from '../../format.ts';
import { failoverOutcome, failoverTones } from '../../verdicts/failover.ts';
import { commonScale, errorWindowOf, type Shown, shownTrial } from './columns.ts';

/** With many panels each gets fewer columns, to keep the page light. */
const mostColumns = 150;
const mostColumnsOfPage = 5000;

/**
 * One small timeline per contender, of its worst trial, on the axes that all panels of this fault share. Contenders to
 * which nothing happened have none.
 */
export function timelinePanels(
  failover: FailoverResult,
  summaries: readonly FailoverSummary[],
  idOf: (summary: FailoverSummary) => string,
): Panel[] {
  const fair = Math.floor(mostColumnsOfPage / failover.summary.length);
  const columns = Math.max(30, Math.min(mostColumns, fair));
  const found = summaries.flatMap((summary) => {
    const trials = trialsOf(failover, summary);
    const worst = trials[maxIndex(trials, badness)];
    if (worst === undefined || isQuiet(worst)) return [];
    return [{ summary, trials, shown: shownTrial(worst, columns) }];
  });
  const scale = commonScale(found.map(({ shown }) => shown));
  return found.map(({ summary, trials, shown }, index): Panel => {
    const which = trials.length === 1 ? 'The only trial' : `The worst of ${trials.length} trials`;
    return {
      ...panelOf(shown, {
        id: idOf(summary),
        title: summary.contender,
        summary: `${which}: ${describeTrial(shown.trial)}`,
        scale,
        axesId: `axes-${faultSlug(summary)}`,
        definesAxes: index === 0,
      }),
      tone: failoverTones[failoverOutcome(summary, trials)],
    };
  });
}

interface PanelText {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly scale: TimelineScale;
  readonly axesId: string;
  readonly definesAxes: boolean;
}

export function panelOf(
  { trial, columns, endMs }: Shown,
  { id, title, summary, ...axes }: PanelText,
): Omit<Panel, 'tone'> {
  const drawing = timelineChart({
    title: `${trial.contender} through ${faultLabel(trial)}`,
    description: summary,
    columns,
    endMs,
    marks: trial.marks,
    ejections: trial.ejections.map((ejection) => ejection.atMs),
    errorWindow: errorWindowOf(trial),
    ...axes,
  });
  return { id, title, summary, drawing };
}

/** Nothing went wrong, was slow or was retried: a panel would show an even band. */
export function isQuiet({ outcomes, ejections }: FailoverTrial): boolean {
  const { ok: _, ...others } = outcomes;
  return ejections.length === 0 && Object.values(others).every((requests) => requests === 0);
}

function badness({ failed, falseAccepts, falseRejects, retriedByBalancer }: FailoverTrial): number {
  // Retries break ties only: nobody was refused because of them.
  return failed + falseAccepts + falseRejects + retriedByBalancer / 1e6;
}

/** `of 2,400 requests 12 failed and 3 retried by the balancer`. */
export function describeTrial(trial: FailoverTrial): string {
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
  return `of ${count(trial.requests)} requests ${said}`;
}
