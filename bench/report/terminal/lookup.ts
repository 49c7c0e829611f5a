import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import { left, right, type Table, tableOf } from '../document.ts';
import { isSmoke } from '../evidence/cold-costs.ts';
import { againstFloor, inOrder, type Metric } from '../evidence/trust.ts';
import { absent, decimal, estimate, figure, interval } from '../format.ts';
import { worksTable } from '../sections/lookup/works.ts';
import { type NamedPair, verdictWords } from '../verdicts/lookup.ts';

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
  const rows = inOrder(result, lookup.costs).map((cost) => ({
    cost,
    work: lookup.ledger.find((each) => each.contender === cost.contender),
    comparison: againstFloor(lookup, cost.arm),
  }));
  return tableOf(
    'LOOKUP: replica CPU per request, on this machine, and as a ratio to the floor',
    rows,
    [
      [left('arm'), ({ cost }) => cost.arm],
      [right('µs'), ({ cost }) => figure(cost.replicaCpuUsPerRequest)],
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
