import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { Cost, LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import type { ActionName, RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import type { ExperimentName } from '../../result/run.ts';
import { type Cell, cell, left, right, type Table } from '../document.ts';
import { faultLabel, trialsOf } from '../evidence/faults.ts';
import { inOrder } from '../evidence/trust.ts';
import { absent, count, decimal, estimate, figure, interval, milliseconds } from '../format.ts';
import { failoverOutcome, failoverTones } from '../verdicts/failover.ts';
import { verdictWords } from '../verdicts/lookup.ts';
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
function lookupTable(result: Result, { costs, comparisons, ledger }: LookupResult): Table {
  const against = (contender: string) =>
    comparisons.find(
      ({ a, b, metric }) => a === contender && b === 'floor' && metric === 'replicaCpuUsPerRequest',
    );
  const row = (cost: Cost): Cell[] => {
    const work = ledger.find((each) => each.contender === cost.contender);
    const comparison = against(cost.arm);
    return [
      cell(cost.arm),
      cell(figure(cost.replicaCpuUsPerRequest)),
      cell(comparison === undefined ? absent : estimate(comparison.ratio, comparison)),
      cell(comparison === undefined ? absent : interval(comparison.low, comparison.high)),
      cell(comparison === undefined ? absent : verdictWords(comparison)),
      cell(decimal(work?.redisRoundTripsPerRequest)),
      cell(decimal(work?.redisCommandsPerRequest)),
      cell(figure(cost.requestsPerSecond)),
      cell(String(cost.trials)),
    ];
  };
  return {
    caption: 'LOOKUP: replica CPU per request, on this machine, and as a ratio to the floor',
    columns: [
      left('arm'),
      right('µs'),
      right('÷ floor'),
      right('95 % interval'),
      left('verdict'),
      right('trips'),
      right('commands'),
      right('req/s'),
      right('trials'),
    ],
    rows: inOrder(result, costs).map(row),
  };
}

/** As wide as the screen allows: the actions from left to right, each cell the longest time that anything was accepted. */
function revocationTable({ summary }: RevocationResult): Table {
  const actions = [...new Set(summary.map((each) => each.action))];
  const contenders = [...new Set(summary.map((each) => each.contender))];
  return {
    caption: 'REVOCATION: how long anything revoked was still accepted on any replica',
    columns: [left('contender'), ...actions.map((action) => left(shortActions[action]))],
    rows: contenders.map((contender) => [
      cell(contender),
      ...actions.map((action) =>
        outcomeCell(summary.find((each) => each.contender === contender && each.action === action)),
      ),
    ]),
  };
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
  const row = (each: FailoverSummary): Cell[] => [
    cell(faultLabel(each)),
    cell(each.contender),
    cell(count(each.falseAccepts), each.falseAccepts > 0 ? 'bad' : 'good'),
    cell(count(each.falseRejects), each.falseRejects > 0 ? 'warn' : 'good'),
    cell(count(each.failed), each.failed > 0 ? 'warn' : 'good'),
    healedCell(failover, each),
    cell(count(each.requests)),
    cell(String(each.trials)),
  ];
  return {
    caption: `FAILOVER: revoked let in, valid turned away, failed; the other ${failover.summary.filter((each) => !isHarmed(each)).length} cells lost nothing`,
    columns: [
      left('fault'),
      left('contender'),
      right('let in'),
      right('refused'),
      right('failed'),
      right('healed after'),
      right('requests'),
      right('trials'),
    ],
    rows: failover.summary.filter(isHarmed).map(row),
  };
}

/** The screen shows where something was lost; the report has every cell. */
function isHarmed({ falseAccepts, falseRejects, failed }: FailoverSummary): boolean {
  return falseAccepts + falseRejects + failed > 0;
}

function healedCell(failover: FailoverResult, summary: FailoverSummary): Cell {
  const outcome = failoverOutcome(summary, trialsOf(failover, summary));
  return cell(outcome === 'as-before' ? 'as before' : healing(summary), failoverTones[outcome]);
}

function healing({ errorWindowMs, recoveryMs }: FailoverSummary): string {
  if (errorWindowMs === null) return 'nothing';
  return recoveryMs === null ? 'not seen' : milliseconds(recoveryMs);
}
