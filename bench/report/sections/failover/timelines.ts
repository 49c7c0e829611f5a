import { greatest, group } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../../result/failover.ts';
import { timelineChart } from '../../charts/timeline.ts';
import type { TimelineScale } from '../../charts/timeline-bands.ts';
import type { Panel } from '../../document.ts';
import { faultLabel, faultSlug, trialsOf } from '../../evidence/faults.ts';
import { count, enumerate } from '../../format.ts';
import { failoverOutcome, failoverTones } from '../../verdicts/failover.ts';
import { commonScale, errorWindowOf, type Shown, shownTrial } from './columns.ts';

/** With many panels each gets fewer columns, to keep the page light. */
const mostColumns = 120;
const mostColumnsOfPage = 1500;

/** The timelines of one fault, on axes that all of them share. `pictures`: of all faults. */
export function timelinePanels(
  pictures: ReadonlyMap<FailoverSummary, Picture>,
  summaries: readonly FailoverSummary[],
  idOf: (summary: FailoverSummary) => string,
): Panel[] {
  const fair = Math.floor(mostColumnsOfPage / Math.max(1, new Set(pictures.values()).size));
  const columns = Math.max(30, Math.min(mostColumns, fair));
  const own = new Set(summaries.flatMap((summary) => pictures.get(summary) ?? []));
  const drawn = [...own].map((picture) => ({
    picture,
    shown: shownTrial(picture.worst, columns),
    alike: summaries
      .filter((each) => pictures.get(each) === picture && each !== picture.summary)
      .map(({ contender }) => contender),
  }));
  const scale = commonScale(drawn.map(({ shown }) => shown));
  return drawn.map(({ picture: { summary, trials }, shown, alike }, index): Panel => {
    const which = trials.length === 1 ? 'The only trial' : `The worst of ${trials.length} trials`;
    const others = alike.length === 0 ? '' : `; it went alike for ${enumerate(alike)}`;
    return {
      ...panelOf(shown, {
        id: idOf(summary),
        title: summary.contender,
        summary: `${which}: ${describeTrial(shown.trial)}${others}`,
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
    columns,
    endMs,
    marks: trial.marks,
    ejections: trial.ejections.map((ejection) => ejection.atMs),
    errorWindow: errorWindowOf(trial),
    ...axes,
  });
  return { id, title, summary, drawing };
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

/** The timeline that shows a cell of the fault matrix: its own, or that of a contender which fared alike. */
export interface Picture {
  readonly summary: FailoverSummary;
  /** Of its contender. */
  readonly trials: readonly FailoverTrial[];
  /** The trial that is drawn. */
  readonly worst: FailoverTrial;
}

/**
 * With more timelines than this, contenders that one fault harmed alike share the one of the worst of them, and those
 * that misjudge without any fault have none: their noise would hide what the fault did to them, which the tables tell.
 */
const mostOfTheirOwn = 40;

/** Cells to which the fault did no harm have no picture: it would be an even band. */
export function picturesOf(failover: FailoverResult): ReadonlyMap<FailoverSummary, Picture> {
  const harmed = failover.summary.flatMap((summary): Picture[] => {
    const trials = trialsOf(failover, summary);
    const worst = greatest(trials, badness);
    return worst === undefined || isUnharmed(summary, trials) ? [] : [{ summary, trials, worst }];
  });
  const isShared = harmed.length > mostOfTheirOwn;
  const drawn = isShared ? harmed.filter((each) => !isAsBefore(each)) : harmed;
  const alike = ({ summary, trials }: Picture) =>
    isShared
      ? `${faultLabel(summary)}\n${failoverOutcome(summary, trials)}`
      : `${faultLabel(summary)}\n${summary.contender}`;
  return new Map(
    [...group(drawn, alike).values()].flatMap((own) => {
      const picture = greatest(own, ({ worst }) => badness(worst));
      return own.flatMap(({ summary }) => (picture === undefined ? [] : [[summary, picture]]));
    }),
  );
}

function isAsBefore({ summary, trials }: Pick<Picture, 'summary' | 'trials'>): boolean {
  return failoverOutcome(summary, trials) === 'as-before';
}

/** The fault changed nothing that a user or an attacker would notice. */
export function isUnharmed(summary: FailoverSummary, trials: readonly FailoverTrial[]): boolean {
  const outcome = failoverOutcome(summary, trials);
  return outcome === 'unharmed' || (outcome === 'as-before' && summary.failed === 0);
}

function badness({ failed, falseAccepts, falseRejects, retriedByBalancer }: FailoverTrial): number {
  // Retries break ties only: nobody was refused because of them.
  return failed + falseAccepts + falseRejects + retriedByBalancer / 1e6;
}
