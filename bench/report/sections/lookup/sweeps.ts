import { group } from 'd3-array';
import {
  type AlgorithmRow,
  type ReplicaRow,
  type SizeRow,
  type Sweeps,
  secondFloorArm,
} from '../../../result/sweeps.ts';
import { type CurveSeries, type Curves, curvesChart } from '../../charts/curves.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import {
  type Block,
  cell,
  type Figure,
  filled,
  headingBlock,
  left,
  right,
  type Table,
  tableBlock,
} from '../../document.ts';
import { absent, bytes, figure, name, ratioWithInterval } from '../../format.ts';
import { populationFigure } from './populations.ts';

/** The sweeps of single settings, as far as the run made them. */
export function settingSweepBlocks(sweeps: Sweeps | null): Block[] {
  if (sweeps === null) return [];
  const { algorithms, sizes, populations, replicas } = sweeps;
  return [
    ...(algorithms.length > 0
      ? [
          headingBlock('algorithms', 'Algorithm and library'),
          tableBlock(algorithmTable(algorithms)),
        ]
      : []),
    ...(sizes.length > 0
      ? [
          headingBlock('sizes', 'Size of the claims or of the record'),
          { kind: 'figure' as const, figure: sizeFigure(sizes) },
        ]
      : []),
    ...(populations.length > 0
      ? [
          headingBlock('populations', 'How many are alive'),
          { kind: 'figure' as const, figure: populationFigure(populations) },
        ]
      : []),
    ...(replicas.length > 0
      ? [headingBlock('replicas', 'One replica to four'), tableBlock(replicaTable(replicas))]
      : []),
  ];
}

function algorithmTable(rows: readonly AlgorithmRow[]): Table {
  return {
    caption: 'Replica CPU per request by algorithm and library; microseconds are of this machine',
    ...filled(rows, [
      [left('algorithm'), (row) => row.algorithm ?? referenceName(row)],
      [left('library'), (row) => row.library ?? absent],
      [right('over the floor, ratio'), (row) => ratioWithInterval(row.againstFloor)],
      [right('replicas µs'), (row) => figure(row.replicaCpuUsPerRequest)],
      [right('main thread µs'), (row) => figure(row.mainThreadCpuUsPerRequest)],
      [right('requests per second'), (row) => figure(row.requestsPerSecond)],
      [right('credential'), (row) => bytes(row.credentialBytes)],
      [
        left('note'),
        (row) =>
          row.trap ? cell('a trap: not how its documentation advises to use it', 'warn') : cell(''),
      ],
    ]),
  };
}

function referenceName({ arm, contender }: AlgorithmRow): string {
  return arm === secondFloorArm ? `${name(contender)}, a second copy` : name(contender);
}

function replicaTable(rows: readonly ReplicaRow[]): Table {
  return {
    caption:
      'The same load on one replica and on more, all on the same cores: what more of them cost, not what they bring',
    ...filled(rows, [
      [left('contender'), (row) => name(row.contender)],
      [right('replicas'), (row) => String(row.replicas)],
      [right('CPU against one replica'), (row) => ratioWithInterval(row.againstOne)],
      [right('replicas µs'), (row) => figure(row.replicaCpuUsPerRequest)],
      [right('requests per second'), (row) => figure(row.requestsPerSecond)],
    ]),
  };
}

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
    ...filled(rows, [
      [left('contender'), (row) => name(row.contender)],
      [left('carried as'), (row) => row.carriage],
      [right('claims or record'), (row) => bytes(row.claimsBytes)],
      [right('header'), (row) => bytes(row.credentialBytes)],
      [right('CPU against the smallest'), (row) => ratioWithInterval(row.againstSmallest)],
      [right('replicas µs'), (row) => figure(row.replicaCpuUsPerRequest)],
      [right('status'), (row) => (row.status === null ? 'no answer' : String(row.status))],
      [
        left('stopped'),
        (row) => (row.stoppedBy === null ? cell('') : cell(stops[row.stoppedBy], 'warn')),
      ],
    ]),
  };
}
