import { group, median, sum } from 'd3-array';
import type { Cost, LookupResult, PacedTrial } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { percentileOf } from '../../../stats/percentile.ts';
import { type CostPicture, type CostRow, costChart } from '../../charts/cost.ts';
import { figureBlock } from '../../charts/svg.ts';
import { type Block, type FilledColumn, left, right, type Table, tableOf } from '../../document.ts';
import { costLabel } from '../../evidence/configuration.ts';
import { inOrder } from '../../evidence/trust.ts';
import { count, figure, millisecondFigure, name } from '../../format.ts';

/** What one request costs in absolute terms: of this machine, on this day, behind no verdict. */
export function costFigure(result: Result, { costs, ceiling }: LookupResult): Block {
  const ordered = inOrder(result, costs);
  const measured = ordered.filter((cost) => cost.replicaCpuUsPerRequest !== null);
  const where = `${result.environment.cpuModel}, ${result.run.startedAt.slice(0, 10)}`;
  const picture: CostPicture = {
    title: 'CPU of one accepted request, by process',
    description: `Microseconds of CPU per accepted request on this machine. ${measured.map((cost) => `${costLabel(cost.arm)}: replicas ${figure(cost.replicaCpuUsPerRequest)}, balancer ${figure(cost.balancerCpuUsPerRequest)}, Redis ${figure(cost.storeCpuUsPerRequest)}`).join('. ')}.`,
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

/** Files of earlier versions do not hold it. The median of the sums is not the sum of the medians. */
function wholePathColumn(costs: readonly Cost[]): FilledColumn<Cost>[] {
  return costs.some(({ wholePathCpuUsPerRequest: us }) => us != null)
    ? [[right('whole path'), (row) => figure(row.wholePathCpuUsPerRequest)]]
    : [];
}

function costTable(costs: readonly Cost[], where: string): Table {
  return tableOf(
    `CPU per accepted request in microseconds, throughput and latency under full load, medians of the trials (${where})`,
    costs,
    [
      [left('arm'), (row) => name(row.arm)],
      ...wholePathColumn(costs),
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
  const rows = [...group(valid, (trial) => trial.arm)].map(([arm, own]) => {
    return { arm, own, latencyMs: pacedLatencyMs(own) };
  });
  return tableOf(
    'Latency at an equal offered rate, milliseconds; percentiles of all requests of the valid trials together; – where they are too few for it: p90 needs 100, p99 needs 1,000',
    rows,
    [
      [left('arm'), ({ arm }) => name(arm)],
      [right('offered per second'), ({ own }) => count(own[0]?.offeredPerSecond ?? 0)],
      [right('p50'), ({ latencyMs }) => millisecondFigure(latencyMs.p50)],
      [right('p90'), ({ latencyMs }) => millisecondFigure(latencyMs.p90)],
      [right('p99'), ({ latencyMs }) => millisecondFigure(latencyMs.p99)],
      [right('trials'), ({ own }) => String(own.length)],
      [right('requests'), ({ own }) => count(sum(own, (trial) => trial.requests))],
      [
        right('send lag p99'),
        ({ own }) => millisecondFigure(median(own, (trial) => trial.sendLagP99Ms)),
      ],
    ],
  );
}

/** Percentiles of an arm in milliseconds, each null where its answers do not carry it. */
interface PacedLatencyMs {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/**
 * Of all answers of these trials together. Results of earlier versions hold no single answer: of them it is the median
 * of what each trial carries.
 */
export function pacedLatencyMs(trials: readonly PacedTrial[]): PacedLatencyMs {
  const latenciesUs = trials.flatMap((trial) => trial.latenciesUs ?? []);
  const inMs = (us: number | null | undefined) => (us == null ? null : us / 1000);
  if (latenciesUs.length === 0) {
    const middle = (read: (trial: PacedTrial) => number | null) => inMs(median(trials, read));
    return {
      p50: middle(({ latencyUs }) => latencyUs.p50),
      p90: middle(({ latencyUs }) => latencyUs.p90),
      p99: middle(({ latencyUs }) => latencyUs.p99),
    };
  }
  return {
    p50: inMs(percentileOf(latenciesUs, 0.5)),
    p90: inMs(percentileOf(latenciesUs, 0.9)),
    p99: inMs(percentileOf(latenciesUs, 0.99)),
  };
}
