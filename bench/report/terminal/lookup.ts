import { group } from 'd3-array';
import { costUs, headlineOf } from '../../result/headline.ts';
import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { SizeRow, SweepRatio, Sweeps } from '../../result/sweeps.ts';
import { secondFloorArm } from '../../result/sweeps.ts';
import { type Cell, cell, left, right, type Table, tableOf } from '../document.ts';
import { isSmoke, worksTable } from '../evidence/shown.ts';
import { againstFloor, inOrder, type Metric } from '../evidence/trust.ts';
import { absent, bytes, count, decimal, estimate, figure, interval } from '../format.ts';
import { metricName, type NamedPair, verdictWords } from '../verdicts/lookup.ts';

/** Each contender against the floor, or after a smoke run whether it works. The other pairs have a table of their own. */
export function lookupTable(result: Result, lookup: LookupResult): Table {
  if (isSmoke(result)) {
    const trials = inOrder(result, lookup.trials);
    return worksTable(
      'LOOKUP: whether each arm works, and what a request asks Redis',
      trials,
      lookup.ledger,
    );
  }
  const headline = headlineOf(lookup);
  const rows = inOrder(result, lookup.costs).map((cost) => ({
    cost,
    work: lookup.ledger.find((each) => each.contender === cost.contender),
    comparison: againstFloor(lookup, cost.arm),
  }));
  return tableOf(
    `LOOKUP: ${metricName(headline)}, on this machine, and as a ratio to the floor`,
    rows,
    [
      [left('arm'), ({ cost }) => cost.arm],
      [right('µs'), ({ cost }) => figure(costUs(cost, headline))],
      [
        right('÷ floor'),
        ({ comparison: found }) => (found ? estimate(found.ratio, found) : absent),
      ],
      [
        right('95 % interval'),
        ({ comparison: found }) => (found ? interval(found.low, found.high) : absent),
      ],
      [left('verdict'), ({ comparison: found }) => (found ? verdictWords(found) : absent)],
      [right('trips'), ({ work }) => decimal(work?.redisRoundTripsPerRequest)],
      [right('commands'), ({ work }) => decimal(work?.redisCommandsPerRequest)],
      [right('req/s'), ({ cost }) => figure(cost.requestsPerSecond)],
      [right('trials'), ({ cost }) => String(cost.trials)],
    ],
  );
}

const shortMeasures: Readonly<Record<Metric, string>> = {
  wholePathCpuUsPerRequest: 'whole-path CPU',
  replicaCpuUsPerRequest: 'replica CPU',
  mainThreadCpuUsPerRequest: 'main-thread CPU',
  latencyP50Us: 'latency, full load',
  pacedLatencyP50Us: 'latency, equal rate',
  requestsPerSecond: 'requests per second',
};

/** One line for each measure of each pair. */
export function pairsTable(pairs: readonly NamedPair[]): Table {
  return tableOf('PAIRS: one contender divided by another, by every measure', pairs.flat(), [
    [left('pair'), ({ a, b }) => `${a} ÷ ${b}`],
    [left('measure'), ({ metric }) => shortMeasures[metric]],
    [right('ratio'), (row) => estimate(row.ratio, row)],
    [right('95 % interval'), ({ low, high }) => interval(low, high)],
    [left('verdict'), verdictWords],
  ]);
}

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
