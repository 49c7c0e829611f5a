import { group } from 'd3-array';
import type { SizeRow, SweepRatio, Sweeps } from '../../result/sweeps.ts';
import { secondFloorArm } from '../../result/sweeps.ts';
import { type Cell, cell, left, right, type Table } from '../document.ts';
import { absent, bytes, count, estimate, interval } from '../format.ts';

/** One line for each setting; of a curve, its far end. The report has every point. */
export function sweepsTable({ algorithms, sizes, populations, replicas }: Sweeps): Table {
  return {
    caption: 'SWEEPS: one setting at a time, replica CPU per request as a ratio',
    columns: [left('setting'), right('ratio'), right('95 % interval'), left('and')],
    rows: [
      ...algorithms.flatMap(({ arm, contender, algorithm, library, trap, againstFloor }) => {
        if (againstFloor === null) return [];
        const named = algorithm === null ? contender : `${algorithm}, ${library}`;
        const setting = arm === secondFloorArm ? `${named}, a second copy` : named;
        return [line(setting, 'floor', againstFloor, trap ? 'a trap' : '')];
      }),
      ...curvesOf(sizes, ({ contender, carriage }) => `${contender}, ${carriage}`).map(sizeLine),
      ...curvesOf(populations, ({ contender }) => contender).map(([named, rows]) => {
        const [fewest] = rows;
        const most = rows.at(-1);
        return line(
          `${named}, ${count(most?.live ?? 0)} alive`,
          count(fewest?.live ?? 0),
          most?.againstFewest ?? null,
          entryMemory(most),
        );
      }),
      ...curvesOf(replicas, ({ contender }) => contender).map(([named, rows]) => {
        const most = rows.at(-1);
        return line(
          `${named}, ${most?.replicas} replicas`,
          '1',
          most?.againstOne ?? null,
          'same cores',
        );
      }),
    ],
  };
}

function curvesOf<T>(rows: readonly T[], key: (row: T) => string): [string, T[]][] {
  return [...group(rows, key)];
}

/** The largest that still passes, and what stops the next one. */
function sizeLine([named, rows]: [string, SizeRow[]]): Cell[] {
  const largest = rows.findLast(({ againstSmallest }) => againstSmallest !== null);
  const stopped = rows.find(({ stoppedBy }) => stoppedBy !== null);
  return line(
    `${named}, ${bytes(largest?.claimsBytes)}`,
    '0 B',
    largest?.againstSmallest ?? null,
    stopped === undefined ? '' : `${stopped.stoppedBy} stops ${bytes(stopped.claimsBytes)}`,
  );
}

function entryMemory(row: Sweeps['populations'][number] | undefined): string {
  const store = `${bytes(row?.storeBytesPerEntry)} in Redis`;
  // Below a few bytes it is what compiled code and connections differ by, not the entries.
  const replica = row?.replicaBytesPerEntry ?? 0;
  return replica < 10 ? store : `${store}, ${bytes(replica)} copied`;
}

function line(setting: string, to: string, found: SweepRatio | null, note: string): Cell[] {
  return [
    cell(`${setting} ÷ ${to}`),
    cell(found === null ? absent : estimate(found.ratio, found)),
    cell(found === null ? absent : interval(found.low, found.high)),
    cell(note),
  ];
}
