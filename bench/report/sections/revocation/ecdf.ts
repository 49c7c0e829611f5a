import { max } from 'd3-array';
import type {
  ActionName,
  RevocationResult,
  RevocationSummary,
} from '../../../result/revocation.ts';
import { contenderKey } from '../../charts/contender-mark.ts';
import { type Ecdf, type EcdfSeries, ecdfChart } from '../../charts/ecdf.ts';
import { figureBlock, narrowLayout } from '../../charts/svg.ts';
import {
  type Block,
  type Content,
  type FilledColumn,
  left,
  type Panel,
  right,
  type Table,
  tableBlock,
  tableOf,
} from '../../document.ts';
import {
  actionText,
  lifeOf,
  type Staleness,
  scaleOf,
  staleAfterMs,
  stalenessOf,
  staleTime,
  trialsIn,
} from '../../evidence/staleness.ts';
import { counted, milliseconds, name } from '../../format.ts';

/** A distribution of fewer trials than this is a table, not a picture. */
export const fewestForPicture = 10;

/** The distribution of revocation latency: logout large, the other actions as small multiples. */
export function ecdfBlocks(revocation: RevocationResult): Content {
  const actions = [...new Set(revocation.summary.map((summary) => summary.action))];
  const main = actions.includes('logout') ? 'logout' : actions[0];
  if (main === undefined) return null;
  const others = actions.filter((action) => action !== main);
  const drawn = others.filter((action) => hasEnoughTrials(revocation.summary, action));
  const contenders = [...new Set(revocation.summary.map((summary) => summary.contender))];
  return [
    figureOf(main, revocation),
    drawn.length > 0 && [
      { kind: 'key', entries: contenderKey(contenders) },
      { kind: 'panels', panels: drawn.map((action) => panelOf(action, revocation)) },
    ],
    others.length > 0 && tableBlock(quantileTable(others, revocation), true),
  ];
}

function hasEnoughTrials(summaries: readonly RevocationSummary[], action: string): boolean {
  return summaries.some((each) => each.action === action && each.trials >= fewestForPicture);
}

function ecdfOf(action: ActionName, { trials, summary }: RevocationResult): Ecdf {
  const rows = summary
    .filter((each) => each.action === action)
    .map((each) => ({ ...each, ...stalenessOf(trials, each.contender, action) }))
    .filter((row) => trialsIn(row) > 0);
  const series = rows.map((row): EcdfSeries => {
    const { contender, unseen, endsMs, censored, boundMs } = row;
    const summaryText = seriesSummary(row);
    return { contender, unseen, endsMs, censored, lifeMs: lifeOf(boundMs), summary: summaryText };
  });
  return {
    title: `After ${actionText(action, summary).replaceAll('`', '')}: share of trials in which every replica refuses`,
    description: series.map((each) => `${each.contender}: ${each.summary}`).join('. '),
    axisTitle: 'after the acknowledgement (log)',
    series,
    resolutionMs: max(rows, (row) => row.resolutionMs) ?? 0,
    hasLegend: true,
  };
}

function seriesSummary(row: Staleness & Pick<RevocationSummary, 'resurrections'>): string {
  const { unseen, endsMs, censored, resurrections } = row;
  const all = trialsIn(row);
  const longest = endsMs.at(-1);
  const parts = [
    ...(unseen > 0 ? [`none seen in ${unseen} of ${all}`] : []),
    ...(longest === undefined
      ? []
      : [`${unseen > 0 ? 'else' : 'accepted for'} up to ${milliseconds(longest)}`]),
    ...(censored > 0 ? [`accepting at the end in ${censored} of ${all}`] : []),
    ...(resurrections > 0 ? [`came back ${resurrections}×`] : []),
  ];
  return parts.join(', ');
}

function figureOf(action: ActionName, revocation: RevocationResult): Block {
  return figureBlock(ecdfChart, ecdfOf(action, revocation), {
    id: `ecdf-${action}`,
    caption:
      'Each step is one trial. Trials that saw no stale accept are one grey bin, as wide as the largest gap between two of their probes: inside it the order of the marks means nothing. Contenders that were still accepting when the watch ended stand at the right, on an axis of its own length: there the credential expires. The watch did not wait for that.',
    table: quantileTable([action], revocation),
  });
}

/** The panel has no legend, because the key above all panels explains the marks. */
function panelOf(action: ActionName, revocation: RevocationResult): Panel {
  const trials = revocation.trials.filter((trial) => trial.action === action && trial.valid).length;
  const scaled = revocation.summary.find((each) => each.action === action);
  const scale = scaled === undefined ? null : scaleOf(scaled);
  return {
    id: `ecdf-${action}`,
    title: `after ${action}`,
    summary: `Share of trials in which every replica refuses, ${counted(trials, 'trial')} in all${scale === null ? '' : `; ${scale}`}`,
    tone: 'neutral',
    drawing: ecdfChart({ ...ecdfOf(action, revocation), hasLegend: false }, narrowLayout),
  };
}

function quantileTable(actions: readonly ActionName[], revocation: RevocationResult): Table {
  const shares = [0.25, 0.5, 0.75, 0.9, 1];
  const rows = actions.flatMap((action) =>
    revocation.summary
      .filter((each) => each.action === action)
      .map(({ contender }) => ({
        contender,
        action,
        staleness: stalenessOf(revocation.trials, contender, action),
      })),
  );
  return tableOf(
    `After ${actions.map((action) => actionText(action, revocation.summary)).join(', ')}: time by which this share of the trials had every replica refusing`,
    rows,
    [
      [left('contender'), ({ contender }) => name(contender)],
      [left('action'), ({ action }) => actionText(action, revocation.summary)],
      ...shares.map(
        (each): FilledColumn<(typeof rows)[number]> => [
          right(`${100 * each}\u00a0%`),
          ({ staleness }) => staleTime(staleAfterMs(staleness, each)),
        ],
      ),
      [right('trials'), ({ staleness }) => String(trialsIn(staleness))],
    ],
  );
}
