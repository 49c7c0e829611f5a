import { group } from 'd3-array';
import {
  type AlgorithmRow,
  type PopulationRow,
  type ReplicaRow,
  type SizeRow,
  type Sweeps,
  secondFloorArm,
} from '../../../result/sweeps.ts';
import { type CurveSeries, type Curves, curvesChart } from '../../charts/curves.ts';
import { figureBlock } from '../../charts/svg.ts';
import {
  type Block,
  cell,
  left,
  right,
  type Table,
  tableBlock,
  tableOf,
  titled,
} from '../../document.ts';
import { costLabel } from '../../evidence/configuration.ts';
import { absent, bytes, count, estimate, figure, name, ratioWithInterval } from '../../format.ts';

/** The sweeps of single settings, as far as the run made them. */
export function settingSweepBlocks(sweeps: Sweeps | null): Block[] {
  if (sweeps === null) return [];
  const { algorithms, sizes, populations, replicas } = sweeps;
  return [
    ...titled(
      'algorithms',
      'Algorithm and library',
      algorithms.length > 0 && tableBlock(algorithmTable(algorithms)),
    ),
    ...titled(
      'sizes',
      'Size of the claims or of the record',
      sizes.length > 0 && sizeFigure(sizes),
    ),
    ...titled(
      'populations',
      'How many are alive',
      populations.length > 0 && populationFigure(populations),
    ),
    ...titled(
      'replicas',
      'One replica to four',
      replicas.length > 0 && tableBlock(replicaTable(replicas)),
    ),
  ];
}

function algorithmTable(rows: readonly AlgorithmRow[]): Table {
  return tableOf(
    'Replica CPU per request by algorithm and library; microseconds are of this machine',
    rows,
    [
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
    ],
  );
}

function referenceName({ arm, contender }: AlgorithmRow): string {
  return arm === secondFloorArm ? `${name(contender)}, a second copy` : name(contender);
}

function replicaTable(rows: readonly ReplicaRow[]): Table {
  return tableOf(
    'The same load on one replica and on more, all on the same cores: what more of them cost, not what they bring',
    rows,
    [
      [left('contender'), (row) => name(row.contender)],
      [right('replicas'), (row) => String(row.replicas)],
      [right('CPU against one replica'), (row) => ratioWithInterval(row.againstOne)],
      [right('replicas µs'), (row) => figure(row.replicaCpuUsPerRequest)],
      [right('requests per second'), (row) => figure(row.requestsPerSecond)],
    ],
  );
}

const stops: Readonly<Record<NonNullable<SizeRow['stoppedBy']>, string>> = {
  browser: 'a browser would drop the cookie (4096 bytes)',
  balancer: 'nginx refuses the header',
  replica: 'Node refuses the header',
  login: 'could not be issued',
};

/** Cost against the size of what is carried or stored, up to where something stops it. */
function sizeFigure(rows: readonly SizeRow[]): Block {
  const series = [...group(rows, (row) => `${row.contender}, ${row.carriage}`)].map(
    ([label, own]) => sizeSeries(label, own),
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
  return figureBlock(curvesChart, curves, {
    id: 'size-chart',
    caption:
      'A line ends where the next size was refused. A cookie above 4096 bytes passes here, because no HTTP client enforces the limit that browsers have.',
    table: sizeTable(rows),
  });
}

function sizeSeries(label: string, rows: readonly SizeRow[]): CurveSeries {
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
  return tableOf('Size, cost and what stops it', rows, [
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
  ]);
}

/** Whether a lookup grows with the number of live sessions, or of denylist entries. */
function populationFigure(rows: readonly PopulationRow[]): Block {
  const series = [...group(rows, (row) => row.contender)].map(([contender, own]) =>
    populationSeries(contender, own),
  );
  const curves: Curves = {
    title: 'Replica CPU per request by the number of live entries',
    description: series.map((each) => `${costLabel(each.contender)}: ${each.summary}`).join('. '),
    xTitle: 'live sessions or denylist entries (log)',
    yTitle: 'ratio of replica CPU to that with the fewest',
    xLabel: (value) => count(value),
    yLabel: (value) => `${value}×`,
    series,
    yAtLeast: 1.2,
  };
  return figureBlock(curvesChart, curves, {
    id: 'population-chart',
    caption:
      'Each point is paired in its blocks with the smallest population; lines are 95\u00a0% intervals.',
    table: populationTable(rows),
  });
}

function populationSeries(contender: string, rows: readonly PopulationRow[]): CurveSeries {
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
  return tableOf('Live entries, cost and memory', rows, [
    [left('contender'), (row) => name(row.contender)],
    [right('live entries'), (row) => count(row.live)],
    [right('CPU against the fewest'), (row) => ratioWithInterval(row.againstFewest)],
    [right('replicas µs'), (row) => figure(row.replicaCpuUsPerRequest)],
    [right('Redis per entry'), (row) => bytes(row.storeBytesPerEntry)],
    [right('each replica per entry'), (row) => bytes(row.replicaBytesPerEntry)],
  ]);
}
