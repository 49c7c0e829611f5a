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
  const summaries = summary.filter((each) => each.action === action);
  const series = summaries.map((each): EcdfSeries => {
    const own = trials.filter(
      (trial) => trial.contender === each.contender && trial.action === action && trial.valid,
    );
    return {
      contender: each.contender,
      endsMs: own.flatMap((trial) => trial.fleetHighMs ?? []),
      censored: own.filter((trial) => trial.fleetHighMs === null).length,
      summary: seriesSummary(each),
    };
  });
  return {
    title: `After ${action}: share of trials in which every replica refuses`,
    description: series.map((each) => `${each.contender}: ${each.summary}`).join('. '),
    axisTitle: 'after the acknowledgement (log)',
    series,
    resolutionMs: Math.max(0, ...summaries.map((each) => each.resolutionMs ?? 0)) || null,
    hasLegend: true,
  };
}

function seriesSummary({ trials, censored, maxMs, resurrections }: RevocationSummary): string {
  const back = resurrections > 0 ? `, came back ${resurrections}×` : '';
  if (censored > 0) return `${censored} of ${trials} still accepting at the end${back}`;
  return `all ${trials} within ${milliseconds(maxMs)}${back}`;
}

function figureOf(action: ActionName, revocation: RevocationResult): Block {
  return figureBlock(ecdfChart, ecdfOf(action, revocation), {
    id: `ecdf-${action}`,
    caption:
      'Each step is one trial. Inside the grey band the probes are too far apart to tell times from each other. Lines that run on to the right without reaching 100\u00a0% belong to contenders that were still accepting when the watch ended (the bar): how long they go on was not seen, only that it is longer.',
    table: quantileTable([action], revocation),
  });
}

/** The panel has no legend, because the key above all panels explains the marks. */
function panelOf(action: ActionName, revocation: RevocationResult): Panel {
  const trials = revocation.trials.filter((trial) => trial.action === action && trial.valid).length;
  return {
    id: `ecdf-${action}`,
    title: `after ${action}`,
    summary: `Share of trials in which every replica refuses, ${counted(trials, 'trial')} in all`,
    tone: 'neutral',
    drawing: ecdfChart({ ...ecdfOf(action, revocation), hasLegend: false }, narrowLayout),
  };
}

function quantileTable(actions: readonly ActionName[], revocation: RevocationResult): Table {
  const shares = [0.25, 0.5, 0.75, 0.9, 1];
  const rows = actions.flatMap((action) =>
    ecdfOf(action, revocation).series.map(({ contender, endsMs, censored }) => {
      const ends = endsMs.toSorted((a, b) => a - b);
      return { contender, action, ends, total: ends.length + censored };
    }),
  );
  return tableOf(
    `After ${actions.map(name).join(', ')}: time by which this share of the trials had every replica refusing`,
    rows,
    [
      [left('contender'), ({ contender }) => name(contender)],
      [left('action'), ({ action }) => name(action)],
      ...shares.map(
        (each): FilledColumn<(typeof rows)[number]> => [
          right(`${100 * each}\u00a0%`),
          ({ ends, total }) => milliseconds(ends[Math.ceil(each * total) - 1] ?? null),
        ],
      ),
      [right('trials'), ({ total }) => String(total)],
    ],
  );
}
