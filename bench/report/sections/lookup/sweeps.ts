import {
  type AlgorithmRow,
  type ReplicaRow,
  type Sweeps,
  secondFloorArm,
} from '../../../result/sweeps.ts';
import {
  type Block,
  cell,
  headingBlock,
  left,
  right,
  type Table,
  tableBlock,
} from '../../document.ts';
import { absent, bytes, figure, name, ratioWithInterval } from '../../format.ts';
import { populationFigure } from './populations.ts';
import { sizeFigure } from './sizes.ts';

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
    columns: [
      left('algorithm'),
      left('library'),
      right('over the floor, ratio'),
      right('replicas µs'),
      right('main thread µs'),
      right('requests per second'),
      right('credential'),
      left('note'),
    ],
    rows: rows.map((row) => [
      cell(row.algorithm ?? referenceName(row)),
      cell(row.library ?? absent),
      cell(ratioWithInterval(row.againstFloor)),
      cell(figure(row.replicaCpuUsPerRequest)),
      cell(figure(row.mainThreadCpuUsPerRequest)),
      cell(figure(row.requestsPerSecond)),
      cell(bytes(row.credentialBytes)),
      row.trap ? cell('a trap: not how its documentation advises to use it', 'warn') : cell(''),
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
    columns: [
      left('contender'),
      right('replicas'),
      right('CPU against one replica'),
      right('replicas µs'),
      right('requests per second'),
    ],
    rows: rows.map((row) => [
      cell(name(row.contender)),
      cell(String(row.replicas)),
      cell(ratioWithInterval(row.againstOne)),
      cell(figure(row.replicaCpuUsPerRequest)),
      cell(figure(row.requestsPerSecond)),
    ]),
  };
}
