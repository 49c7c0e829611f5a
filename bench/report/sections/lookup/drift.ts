import { group } from 'd3-array';
import { valuesOf } from '../../../result/block-values.ts';
import type { Cost, LookupResult, LookupTrial } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { type Drift, type DriftSeries, driftChart, driftEdge } from '../../charts/drift.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import { type Cell, cell, type Figure, left, right } from '../../document.ts';
import { inOrder } from '../../evidence/order.ts';
import { absent, figure, name, percent } from '../../format.ts';

/** Every trial in the order of time: that the arms took turns, and what the machine did to all of them. */
export function driftFigure(result: Result, { trials, costs }: LookupResult): Figure {
  const series = [...group(inOrder(result, trials), (trial) => trial.arm)].map(([arm, own]) =>
    seriesOf(arm, own, costs),
  );
  const drift: Drift = {
    title: 'Replica CPU per request of every trial, in the order of time',
    description: `Each arm's trials around its own median. ${series.map((each) => `${each.arm}: ${each.note}`).join('. ')}.`,
    series,
    durationMs: trials.reduce(
      (latest, trial) => Math.max(latest, trial.startedAtMs + trial.durationMs),
      1,
    ),
  };
  return {
    id: 'drift-chart',
    title: drift.title,
    caption: `One dot per trial, each strip around its own median, edges at ${(1 + driftEdge(series)).toFixed(1)} times it and at 1/${(1 + driftEdge(series)).toFixed(1)} of it; a cross is an invalid trial. The arms take turns in random order (seed ${result.run.seed}), so that a slow minute meets them all. At the right, by how much the cost moved over one boot: “warming” where it fell and “slowing” where it rose by more than chance and 2\u00a0%, “flat” where it did neither, “inconsistent” where the boots disagree.`,
    wide: driftChart(drift, wideLayout),
    narrow: driftChart(drift, narrowLayout),
    table: {
      caption: 'Drift of each arm',
      columns: [
        left('arm'),
        right('trials'),
        right('invalid'),
        right('smallest µs'),
        right('largest µs'),
        left('over one boot'),
      ],
      rows: series.map(driftRow),
    },
  };
}

function seriesOf(
  arm: string,
  trials: readonly LookupTrial[],
  costs: readonly Cost[],
): DriftSeries {
  const value = new Map(
    valuesOf(trials, arm, 'replicaCpuUsPerRequest').map((each) => [each.block, each.value]),
  );
  const drift = costs.find((cost) => cost.arm === arm)?.drift;
  return {
    arm,
    contender: trials[0]?.contender ?? arm,
    note: drift === undefined || value.size === 0 ? 'no valid trial' : driftWords(drift),
    points: trials.map((trial) => ({
      atMs: trial.startedAtMs,
      value: trial.valid ? (value.get(trial.block) ?? null) : null,
    })),
  };
}

/** A change that chance explains has no figure. */
function driftWords({ label, percentPerBoot }: Cost['drift']): string {
  return label === 'flat' ? label : `${label}, ${percent(percentPerBoot)}`;
}

function driftRow({ arm, points, note }: DriftSeries): Cell[] {
  const valid = points.flatMap((point) => point.value ?? []);
  const range = valid.length === 0 ? [null, null] : [Math.min(...valid), Math.max(...valid)];
  return [
    cell(name(arm)),
    cell(String(points.length)),
    cell(String(points.length - valid.length)),
    ...range.map((value) => cell(value === null ? absent : figure(value))),
    cell(note),
  ];
}
