import { group } from 'd3-array';
import type { PopulationRow } from '../../../result/sweeps.ts';
import { type CurveSeries, type Curves, curvesChart } from '../../charts/curves.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import { type Figure, filled, left, right, type Table } from '../../document.ts';
import { bytes, count, estimate, figure, name, ratioWithInterval } from '../../format.ts';

/** Whether a lookup grows with the number of live sessions, or of denylist entries. */
export function populationFigure(rows: readonly PopulationRow[]): Figure {
  const series = [...group(rows, (row) => row.contender)].map(([contender, own]) =>
    seriesOf(contender, own),
  );
  const curves: Curves = {
    title: 'Replica CPU per request by the number of live entries',
    description: series.map((each) => `${each.label}: ${each.summary}`).join('. '),
    xTitle: 'live sessions or denylist entries (log)',
    yTitle: 'ratio of replica CPU to that with the fewest',
    xLabel: (value) => count(value),
    yLabel: (value) => `${value}×`,
    series,
    yAtLeast: 1.2,
  };
  return {
    id: 'population-chart',
    title: curves.title,
    caption:
      'Each point is paired in its blocks with the smallest population; lines are 95\u00a0% intervals.',
    wide: curvesChart(curves, wideLayout),
    narrow: curvesChart(curves, narrowLayout),
    table: populationTable(rows),
  };
}

function seriesOf(contender: string, rows: readonly PopulationRow[]): CurveSeries {
  const points = rows.map(({ live, againstFewest }) => ({
    x: Math.max(1, live),
    // The smallest population is what the others are divided by.
    y: againstFewest?.ratio ?? 1,
    low: againstFewest?.low ?? null,
    high: againstFewest?.high ?? null,
  }));
  const last = rows.at(-1);
  const summary =
    last?.againstFewest == null
      ? 'one size only'
      : `${estimate(last.againstFewest.ratio, last.againstFewest)} times at ${count(last.live)}`;
  return { label: contender, contender, points, summary };
}

function populationTable(rows: readonly PopulationRow[]): Table {
  return {
    caption: 'Live entries, cost and memory',
    ...filled(rows, [
      [left('contender'), (row) => name(row.contender)],
      [right('live entries'), (row) => count(row.live)],
      [right('CPU against the fewest'), (row) => ratioWithInterval(row.againstFewest)],
      [right('replicas µs'), (row) => figure(row.replicaCpuUsPerRequest)],
      [right('Redis per entry'), (row) => bytes(row.storeBytesPerEntry)],
      [right('each replica per entry'), (row) => bytes(row.replicaBytesPerEntry)],
    ]),
  };
}
