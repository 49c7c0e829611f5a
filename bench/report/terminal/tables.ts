import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { ActionName, RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import type { ExperimentName } from '../../result/run.ts';
import {
  type Cell,
  cell,
  type FilledColumn,
  left,
  right,
  type Table,
  tableOf,
} from '../document.ts';
import { faultLabel, healedText, trialsOf } from '../evidence/faults.ts';
import { againstFloor, inOrder, type Metric } from '../evidence/trust.ts';
import { absent, count, decimal, estimate, figure, interval, milliseconds } from '../format.ts';
import { failoverOutcome, failoverTones } from '../verdicts/failover.ts';
import { type NamedPair, verdictWords } from '../verdicts/lookup.ts';
import {
  acceptedUpToMs,
  type RevocationOutcome,
  revocationOutcome,
  revocationTones,
} from '../verdicts/revocation.ts';
import { sweepsTable } from './sweeps.ts';

/** One table per experiment that ran, the columns in the order of their importance. */
export function experimentTables(
  result: Result,
): { readonly experiment: ExperimentName; readonly table: Table }[] {
  const { lookup, revocation, failover } = result;
  return [
    // Sweeps alone leave the rest of lookup empty.
    ...(lookup === null || lookup.costs.length === 0
      ? []
      : [{ experiment: 'lookup' as const, table: lookupTable(result, lookup) }]),
    ...(lookup?.sweeps == null
      ? []
      : [{ experiment: 'sweeps' as const, table: sweepsTable(lookup.sweeps) }]),
    ...(revocation === null
      ? []
      : [{ experiment: 'revocation' as const, table: revocationTable(revocation) }]),
    ...(failover === null
      ? []
      : [{ experiment: 'failover' as const, table: failoverTable(failover) }]),
  ];
}

/** Each contender against the floor; the other pairs are sentences under the table. */
function lookupTable(result: Result, lookup: LookupResult): Table {
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

/**
 * As wide as the screen allows: the actions from left to right, each cell the longest time that anything was accepted.
 */
function revocationTable({ summary }: RevocationResult): Table {
  const actions = [...new Set(summary.map((each) => each.action))];
  const contenders = [...new Set(summary.map((each) => each.contender))];
  const find = (contender: string, action: ActionName) =>
    summary.find((each) => each.contender === contender && each.action === action);
  return tableOf(
    'REVOCATION: how long anything revoked was still accepted on any replica',
    contenders,
    [
      [left('contender'), (contender) => contender],
      ...actions.map(
        (action): FilledColumn<string> => [
          left(shortActions[action]),
          (contender) => outcomeCell(find(contender, action)),
        ],
      ),
    ],
  );
}

const shortActions: Readonly<Record<ActionName, string>> = {
  logout: 'logout',
  'logout-all': 'everywhere',
  'revoked-by-admin': 'by admin',
  'account-disabled': 'disabled',
  demoted: 'demoted',
  'key-withdrawn': 'key gone',
  'refresh-replayed': 'replayed',
};

function outcomeCell(summary: RevocationSummary | undefined): Cell {
  if (summary === undefined) return cell('');
  const outcome = revocationOutcome(summary);
  return cell(outcomeWords(outcome, summary), revocationTones[outcome]);
}

function outcomeWords(outcome: RevocationOutcome, summary: RevocationSummary): string {
  switch (outcome) {
    case 'at-once':
      return 'none seen';
    case 'late':
    case 'within-promise':
      return milliseconds(acceptedUpToMs(summary));
    case 'until-expiry':
      return 'expiry';
    case 'against-promise':
      return 'to the end';
    case 'came-back':
      return 'came back';
  }
}

function failoverTable(failover: FailoverResult): Table {
  const harmed = failover.summary.filter(isHarmed);
  return tableOf(
    `FAILOVER: revoked let in, valid turned away, failed; the other ${failover.summary.length - harmed.length} cells lost nothing`,
    harmed,
    [
      [left('fault'), (row) => faultLabel(row)],
      [left('contender'), (row) => row.contender],
      [
        right('let in'),
        (row) => cell(count(row.falseAccepts), row.falseAccepts > 0 ? 'bad' : 'good'),
      ],
      [
        right('refused'),
        (row) => cell(count(row.falseRejects), row.falseRejects > 0 ? 'warn' : 'good'),
      ],
      [right('failed'), (row) => cell(count(row.failed), row.failed > 0 ? 'warn' : 'good')],
      [right('healed after'), (row) => healedCell(failover, row)],
      [right('requests'), (row) => count(row.requests)],
      [right('trials'), (row) => String(row.trials)],
    ],
  );
}

/** The screen shows where something was lost; the report has every cell. */
function isHarmed({ falseAccepts, falseRejects, failed }: FailoverSummary): boolean {
  return falseAccepts + falseRejects + failed > 0;
}

function healedCell(failover: FailoverResult, summary: FailoverSummary): Cell {
  const outcome = failoverOutcome(summary, trialsOf(failover, summary));
  return cell(
    outcome === 'as-before' ? 'as before' : healedText(summary, 'nothing'),
    failoverTones[outcome],
  );
}
