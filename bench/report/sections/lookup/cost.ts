import { group, median } from 'd3-array';
import type { Cost, LookupResult, PacedTrial } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { type CostPicture, type CostRow, costChart } from '../../charts/cost.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import { cell, type Figure, left, right, type Table } from '../../document.ts';
import { inOrder } from '../../evidence/trust.ts';
import { count, figure, millisecondFigure, name } from '../../format.ts';

/** What one request costs in absolute terms: of this machine, on this day, behind no verdict. */
export function costFigure(result: Result, { costs, ceiling }: LookupResult): Figure {
  const ordered = inOrder(result, costs);
  const measured = ordered.filter((cost) => cost.replicaCpuUsPerRequest !== null);
  const where = `${result.environment.cpuModel}, ${result.run.startedAt.slice(0, 10)}`;
  const picture: CostPicture = {
    title: 'CPU of one accepted request, by process',
    description: `Microseconds of CPU per accepted request on this machine. ${measured.map((cost) => `${cost.arm}: replicas ${figure(cost.replicaCpuUsPerRequest)}, balancer ${figure(cost.balancerCpuUsPerRequest)}, Redis ${figure(cost.storeCpuUsPerRequest)}`).join('. ')}.`,
    rows: measured.map(costRow),
  };
  return {
    id: 'cost-chart',
    title: picture.title,
    caption: `This machine, this day: ${where}. Another machine gives other microseconds; the ratios above travel better. Only what runs on the main thread limits one replica; the rest (signatures in the thread pool, garbage collection) needs another core.${ceilingSentence(ceiling)}`,
    wide: costChart(picture, wideLayout),
    narrow: costChart(picture, narrowLayout),
    table: costTable(ordered, where),
  };
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
  const floor = costs.find((cost) => cost.arm === 'floor')?.replicaCpuUsPerRequest ?? null;
  return {
    caption: `CPU per accepted request in microseconds, throughput and latency under full load (${where})`,
    columns: [
      left('arm'),
      right('replicas'),
      right('over the floor'),
      right('main thread'),
      right('balancer'),
      right('Redis'),
      right('requests per second'),
      right('p50 µs'),
      right('p90 µs'),
      right('p99 µs'),
      right('trials'),
    ],
    rows: costs.map((cost) => [
      cell(name(cost.arm)),
      cell(figure(cost.replicaCpuUsPerRequest)),
      cell(
        floor === null || cost.replicaCpuUsPerRequest === null
          ? '–'
          : figure(cost.replicaCpuUsPerRequest - floor),
      ),
      cell(figure(cost.mainThreadCpuUsPerRequest)),
      cell(figure(cost.balancerCpuUsPerRequest)),
      cell(figure(cost.storeCpuUsPerRequest)),
      cell(figure(cost.requestsPerSecond)),
      cell(figure(cost.latencyUs.p50)),
      cell(figure(cost.latencyUs.p90)),
      cell(figure(cost.latencyUs.p99)),
      cell(String(cost.trials)),
    ]),
  };
}

/** Latency from the moment a request should have been sent, at the same offered rate for all. */
export function pacedTable(result: Result, { paced }: LookupResult): Table {
  const valid = inOrder(
    result,
    paced.filter((trial) => trial.valid),
  );
  return {
    caption:
      'Latency at an equal offered rate, milliseconds; medians over the trials of each trial’s percentile; – where a trial had too few requests for it',
    columns: [
      left('arm'),
      right('offered per second'),
      right('p50'),
      right('p90'),
      right('p99'),
      right('trials'),
      right('requests'),
      right('send lag p99'),
    ],
    rows: [...group(valid, (trial) => trial.arm)].map(([arm, trials]) => [
      cell(name(arm)),
      cell(figure(trials[0]?.offeredPerSecond)),
      cell(millisecondFigure(inMs(trials, (trial) => trial.latencyUs.p50))),
      cell(millisecondFigure(inMs(trials, (trial) => trial.latencyUs.p90))),
      cell(millisecondFigure(inMs(trials, (trial) => trial.latencyUs.p99))),
      cell(String(trials.length)),
      cell(count(trials.reduce((sum, trial) => sum + trial.requests, 0))),
      cell(millisecondFigure(median(trials, (trial) => trial.sendLagP99Ms))),
    ]),
  };
}

/** Median over the trials that carry the percentile; null when none does. */
export function inMs(
  trials: readonly PacedTrial[],
  value: (trial: PacedTrial) => number | null,
): number | null {
  const inUs = median(trials, value);
  return inUs === undefined ? null : inUs / 1000;
}
