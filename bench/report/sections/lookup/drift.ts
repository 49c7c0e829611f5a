import { group } from 'd3-array';
import type { LookupResult, LookupTrial } from '../../../result/lookup.ts';
import type { Result } from '../../../result.ts';
import {
  type Drift,
  type DriftSeries,
  driftChart,
  driftEdge,
  driftPercent,
} from '../../charts/drift.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import { cell, type Figure, left, right } from '../../document.ts';
import { figure, name, percent } from '../../format.ts';

/** Every trial in the order of time: that the arms took turns, and what the machine did to all of them. */
export function driftFigure(result: Result, { trials, costs }: LookupResult): Figure {
  const byArm = group(trials, (trial) => trial.arm);
  const arms = costs.map((cost) => cost.arm);
  const series = [...byArm]
    .sort(([one], [other]) => arms.indexOf(one) - arms.indexOf(other))
    .map(([arm, own]) => seriesOf(arm, own));
  const last = Math.max(...trials.map((trial) => trial.startedAtMs + trial.durationMs), 1);
  const drift: Omit<Drift, 'id'> = {
    title: 'Replica CPU per request of every trial, in the order of time',
    description: `Each arm's trials around its own median. ${series.map((each) => `${each.arm}: last third against first third ${percent(driftPercent(each.points))}`).join('. ')}.`,
    series,
    durationMs: last,
  };
  return {
    id: 'drift-chart',
    title: drift.title,
    caption: `One dot per trial, each strip around its own median, edges at ±${percent(100 * driftEdge(series))}; a cross is an invalid trial. The arms take turns in random order (seed ${result.run.seed}), so that a slow minute meets them all. Drift compares the last third of the run with the first.`,
    wide: driftChart({ ...drift, id: 'drift-wide' }, wideLayout),
    narrow: driftChart({ ...drift, id: 'drift-narrow' }, narrowLayout),
    table: {
      caption: 'Drift of each arm',
      columns: [
        left('arm'),
        right('trials'),
        right('invalid'),
        right('smallest µs'),
        right('largest µs'),
        right('drift'),
      ],
      rows: series.map((each) => driftRow(each)),
    },
  };
}

function seriesOf(arm: string, trials: readonly LookupTrial[]): DriftSeries {
  return {
    arm,
    contender: trials[0]?.contender ?? arm,
    points: trials.map((trial) => ({
      atMs: trial.startedAtMs,
      value: trial.accepted === 0 ? 0 : trial.replicaCpuUs / trial.accepted,
      valid: trial.valid && trial.accepted > 0,
    })),
  };
}

function driftRow({ arm, points }: DriftSeries) {
  const valid = points.filter((point) => point.valid).map((point) => point.value);
  return [
    cell(name(arm)),
    cell(String(points.length)),
    cell(String(points.length - valid.length)),
    cell(figure(Math.min(...valid))),
    cell(figure(Math.max(...valid))),
    cell(percent(driftPercent(points))),
  ];
}
