import { group } from 'd3-array';
import type { SizeRow } from '../../../result/sweeps.ts';
import { type CurveSeries, type Curves, curvesChart } from '../../charts/curves.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import { cell, type Figure, left, right, type Table } from '../../document.ts';
import { bytes, figure, name, ratioWithInterval } from '../../format.ts';

const stops: Readonly<Record<NonNullable<SizeRow['stoppedBy']>, string>> = {
  browser: 'a browser would drop the cookie (4096 bytes)',
  balancer: 'nginx refuses the header',
  replica: 'Node refuses the header',
  login: 'could not be issued',
};

/** Cost against the size of what is carried or stored, up to where something stops it. */
export function sizeFigure(rows: readonly SizeRow[]): Figure {
  const series = [...group(rows, (row) => `${row.contender}, ${row.carriage}`)].map(
    ([label, own]) => seriesOf(label, own),
  );
  const curves: Curves = {
    title: 'Replica CPU per request by size',
    description: series.map((each) => `${each.label}: ${each.summary}`).join('. '),
    xTitle: 'bytes of claims or record (log)',
    yTitle: 'µs of replica CPU per request',
    xLabel: (value) => bytes(value),
    yLabel: (value) => String(value),
    series,
    yAtLeast: 0,
  };
  return {
    id: 'size-chart',
    title: curves.title,
    caption:
      'A line ends where the next size was refused. A cookie above 4096 bytes passes here, because no HTTP client enforces the limit that browsers have.',
    wide: curvesChart(curves, wideLayout),
    narrow: curvesChart(curves, narrowLayout),
    table: sizeTable(rows),
  };
}

function seriesOf(label: string, rows: readonly SizeRow[]): CurveSeries {
  const points = rows.flatMap(({ claimsBytes, replicaCpuUsPerRequest }) =>
    replicaCpuUsPerRequest === null
      ? []
      : [{ x: Math.max(1, claimsBytes), y: replicaCpuUsPerRequest, low: null, high: null }],
  );
  const stopped = rows.find((row) => row.stoppedBy !== null && row.stoppedBy !== 'browser');
  const summary =
    stopped === undefined || stopped.stoppedBy === null
      ? 'no size was refused'
      : `at ${bytes(stopped.claimsBytes)} ${stops[stopped.stoppedBy]}`;
  return { label, contender: rows[0]?.contender ?? label, points, summary };
}

function sizeTable(rows: readonly SizeRow[]): Table {
  return {
    caption: 'Size, cost and what stops it',
    columns: [
      left('contender'),
      left('carried as'),
      right('claims or record'),
      right('header'),
      right('CPU against the smallest'),
      right('replicas µs'),
      right('status'),
      left('stopped'),
    ],
    rows: rows.map((row) => [
      cell(name(row.contender)),
      cell(row.carriage),
      cell(bytes(row.claimsBytes)),
      cell(bytes(row.credentialBytes)),
      cell(ratioWithInterval(row.againstSmallest)),
      cell(figure(row.replicaCpuUsPerRequest)),
      cell(row.status === null ? 'no answer' : String(row.status)),
      row.stoppedBy === null ? cell('') : cell(stops[row.stoppedBy], 'warn'),
    ]),
  };
}
