import { greatest, group } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../../result/failover.ts';
import type { TradeOff } from '../../../result/failover-cell.ts';
import { type TimelineScale, timelineChart } from '../../charts/timeline.ts';
import { type Block, type Panel, paragraph, type Tone, titled } from '../../document.ts';
import { faultLabel, faultSlug, sameFault, trialsOf } from '../../evidence/faults.ts';
import { contenderNames, count, countsOf, enumerate, name } from '../../format.ts';
import { failoverOutcome, failoverTones } from '../../verdicts/failover.ts';
import { commonScale, errorWindowOf, type Shown, shownTrial } from './columns.ts';

/** With many panels each gets fewer columns, to keep the page light. */
const mostColumns = 120;
const mostColumnsOfPage = 1500;

/** The timelines of one fault, on axes that all of them share. `pictures`: of all faults. */
export function timelinePanels(
  pictures: Pictures,
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

function panelOf(
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
function describeTrial(trial: FailoverTrial): string {
  const parts = countsOf([
    [trial.falseAccepts, 'revoked let in'],
    [trial.falseRejects, 'valid turned away'],
    [trial.failed, 'failed'],
    [trial.retriedByBalancer, 'retried by the balancer'],
  ]);
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

export type Pictures = ReadonlyMap<FailoverSummary, Picture>;

/**
 * With more timelines than this, contenders that one fault harmed alike share the one of the worst of them, and those
 * that misjudge without any fault have none: their noise would hide what the fault did to them, which the tables tell.
 */
const mostOfTheirOwn = 40;

/** Cells to which the fault did no harm have no picture: it would be an even band. */
export function picturesOf(failover: FailoverResult): Pictures {
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

/** Names the contenders that have no timeline although a fault harmed them, once for all faults. */
export function undrawnBlock(failover: FailoverResult, pictures: Pictures): Block | null {
  const undrawn = failover.summary.filter(
    (each) => !pictures.has(each) && !isUnharmed(each, trialsOf(failover, each)),
  );
  if (undrawn.length === 0) return null;
  return paragraph(
    `Not drawn, because they misjudge without any fault too: ${contenderNames(undrawn)}. The tables tell what they lost besides.`,
  );
}

function badness({ failed, falseAccepts, falseRejects, retriedByBalancer }: FailoverTrial): number {
  // Retries only break ties, because no request failed through them.
  return failed + falseAccepts + falseRejects + retriedByBalancer / 1e6;
}

const policyWords: Readonly<Record<TradeOff['policies'][number]['policy'], string>> = {
  'fail-closed': 'Fail closed',
  'fail-open': 'Fail open',
  'serve-what-you-know': 'Serve what you know',
};
const policyColumns = 150;

/** The same fault at the same moment under the three answers to "Redis cannot be asked". */
export function policyBlocks({ tradeOff, trials }: FailoverResult): Block[] {
  if (tradeOff === null) return [];
  const found = tradeOff.policies.flatMap(({ policy, contender }) => {
    const trial = trials.find(
      (each) =>
        each.contender === contender && each.trial === tradeOff.trial && sameFault(each, tradeOff),
    );
    return trial === undefined ? [] : [{ policy, shown: shownTrial(trial, policyColumns) }];
  });
  if (found.length === 0) return [];
  const scale = commonScale(found.map(({ shown }) => shown));
  const panels = found.map(({ policy, shown }, index): Panel => {
    const { trial } = shown;
    const text = {
      id: `policy-${policy}`,
      title: `${policyWords[policy]}: ${trial.contender}`,
      summary: `Trial ${trial.trial}: ${describeTrial(trial)}`,
      scale,
      axesId: 'axes-policies',
      definesAxes: index === 0,
    };
    return { ...panelOf(shown, text), tone: toneOf(trial.falseAccepts, trial.failed) };
  });
  return titled(
    'policies',
    'Redis cannot be asked: three answers',
    paragraph(
      `The same fault (${name(faultLabel(tradeOff))}) at the same moment, and what it did to each.`,
    ),
    { kind: 'panels', panels },
  );
}

function toneOf(falseAccepts: number, failed: number): Tone {
  if (falseAccepts > 0) return 'bad';
  return failed > 0 ? 'warn' : 'good';
}
