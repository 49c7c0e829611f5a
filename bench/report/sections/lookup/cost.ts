import { group, median, sum } from 'd3-array';
import type { Cost, LookupResult, PacedTrial } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { type CostPicture, type CostRow, costChart } from '../../charts/cost.ts';
import { figureBlock } from '../../charts/svg.ts';
import { type Block, left, right, type Table, tableOf } from '../../document.ts';
import { inOrder } from '../../evidence/trust.ts';
import { count, figure, millisecondFigure, name } from '../../format.ts';

/** What one request costs in absolute terms: of this machine, on this day, behind no verdict. */
export function costFigure(result: Result, { costs, ceiling }: LookupResult): Block {
  const ordered = inOrder(result, costs);
  const measured = ordered.filter((cost) => cost.replicaCpuUsPerRequest !== null);
  const where = `${result.environment.cpuModel}, ${result.run.startedAt.slice(0, 10)}`;
  const picture: CostPicture = {
    title: 'CPU of one accepted request, by process',
    description: `Microseconds of CPU per accepted request on this machine. ${measured.map((cost) => `${cost.arm}: replicas ${figure(cost.replicaCpuUsPerRequest)}, balancer ${figure(cost.balancerCpuUsPerRequest)}, Redis ${figure(cost.storeCpuUsPerRequest)}`).join('. ')}.`,
    rows: measured.map(costRow),
  };
  return figureBlock(costChart, picture, {
    id: 'cost-chart',
    caption: `This machine, this day: ${where}. Another machine gives other microseconds; the ratios above travel better. Only what runs on the main thread limits one replica; the rest (signatures in the thread pool, garbage collection) needs another core.${ceilingSentence(ceiling)}`,
    table: costTable(ordered, where),
  });
}

function ceilingSentence(ceiling: LookupResult['ceiling']): string {
  if (ceiling === null) return '';
  return ` Against an answer that nginx gives alone, the load generator reaches ${figure(ceiling.requestsPerSecond)} requests per second.`;
}

function costRow(cost: Cost): CostRow {
  const replica = cost.replicaCpuUsPerRequest ?? 0;
  const main = Math.min(cost.mainThreadCpuUsPerRequest ?? replica, replica);
  return {
    label: cost.arm,
    parts: [
      { label: 'replica, main thread', microseconds: main },
      { label: 'replica, other threads', microseconds: replica - main },
      { label: 'balancer', microseconds: cost.balancerCpuUsPerRequest ?? 0 },
      { label: 'Redis', microseconds: cost.storeCpuUsPerRequest ?? 0 },
    ],
  };
}

function costTable(costs: readonly Cost[], where: string): Table {
  return tableOf(
    `CPU per accepted request in microseconds, throughput and latency under full load, medians of the trials (${where})`,
    costs,
    [
      [left('arm'), (row) => name(row.arm)],
      [right('replicas'), (row) => figure(row.replicaCpuUsPerRequest)],
      [right('main thread'), (row) => figure(row.mainThreadCpuUsPerRequest)],
      [right('balancer'), (row) => figure(row.balancerCpuUsPerRequest)],
      [right('Redis'), (row) => figure(row.storeCpuUsPerRequest)],
      [right('requests per second'), (row) => figure(row.requestsPerSecond)],
      [right('p50 µs'), (row) => figure(row.latencyUs.p50)],
      [right('p90 µs'), (row) => figure(row.latencyUs.p90)],
      [right('p99 µs'), (row) => figure(row.latencyUs.p99)],
      [right('trials'), (row) => String(row.trials)],
    ],
  );
}

/** Latency from the moment a request should have been sent, at the same offered rate for all. */
export function pacedTable(result: Result, { paced }: LookupResult): Table {
  const valid = inOrder(
    result,
    paced.filter((trial) => trial.valid),
  );
  return tableOf(
    'Latency at an equal offered rate, milliseconds; medians over the trials of each trial’s percentile; – where a trial had too few requests for it',
    [...group(valid, (trial) => trial.arm).values()],
    [
      [left('arm'), ([first]) => name(first?.arm ?? '')],
      [right('offered per second'), ([first]) => figure(first?.offeredPerSecond)],
      [right('p50'), (own) => millisecondFigure(inMs(own, (trial) => trial.latencyUs.p50))],
      [right('p90'), (own) => millisecondFigure(inMs(own, (trial) => trial.latencyUs.p90))],
      [right('p99'), (own) => millisecondFigure(inMs(own, (trial) => trial.latencyUs.p99))],
      [right('trials'), (own) => String(own.length)],
      [right('requests'), (own) => count(sum(own, (trial) => trial.requests))],
      [
        right('send lag p99'),
        (own) => millisecondFigure(median(own, (trial) => trial.sendLagP99Ms)),
      ],
    ],
  );
}

/** Median over the trials that carry the percentile; null when none does. */
export function inMs(
  trials: readonly PacedTrial[],
  value: (trial: PacedTrial) => number | null,
): number | null {
  const inUs = median(trials, value);
  return inUs === undefined ? null : inUs / 1000;
}
