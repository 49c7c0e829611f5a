import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { Cost, LookupResult } from '../../result/lookup.ts';
import type { RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import type { ExperimentName } from '../../result/run.ts';
import type { Result } from '../../result.ts';
import { type Cell, cell, left, right, type Table } from '../document.ts';
import { faultLabel, trialsOf } from '../evidence/faults.ts';
import { absent, count, decimal, figure, interval, milliseconds, ratio } from '../format.ts';
import { failoverOutcome, failoverTones } from '../verdicts/failover.ts';
import { verdictWords } from '../verdicts/lookup.ts';

/** One table per experiment that ran, the columns in the order of their importance. */
export function experimentTables(
  result: Result,
): { readonly experiment: ExperimentName; readonly table: Table }[] {
  const { lookup, revocation, failover } = result;
  return [
    ...(lookup === null ? [] : [{ experiment: 'lookup' as const, table: lookupTable(lookup) }]),
    ...(revocation === null
      ? []
      : [{ experiment: 'revocation' as const, table: revocationTable(revocation) }]),
    ...(failover === null
      ? []
      : [{ experiment: 'failover' as const, table: failoverTable(failover) }]),
  ];
}

/** Each contender against the floor; the other pairs are sentences under the table. */
function lookupTable({ costs, comparisons, ledger }: LookupResult): Table {
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
      cell(ratio(comparison?.ratio)),
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
    rows: costs.map(row),
  };
}

function revocationTable({ summary }: RevocationResult): Table {
  const row = (each: RevocationSummary): Cell[] => [
    cell(each.contender),
    cell(each.action),
    cell(count(each.staleAccepts), each.staleAccepts > 0 ? 'bad' : 'good'),
    cell(
      each.censored > 0 ? 'not in the watch' : milliseconds(each.maxMs),
      each.censored > 0 ? 'bad' : 'neutral',
    ),
    cell(count(each.resurrections), each.resurrections > 0 ? 'bad' : 'good'),
    cell(milliseconds(each.p50Ms)),
    cell(milliseconds(each.resolutionMs)),
    cell(String(each.trials)),
  ];
  return {
    caption: 'REVOCATION: how long a revoked credential is accepted anywhere',
    columns: [
      left('contender'),
      left('action'),
      right('stale accepts'),
      right('all refuse after'),
      right('came back'),
      right('p50'),
      right('resolution'),
      right('trials'),
    ],
    rows: summary.map(row),
  };
}

function failoverTable(failover: FailoverResult): Table {
  const row = (each: FailoverSummary): Cell[] => [
    cell(faultLabel(each)),
    cell(each.contender),
    cell(count(each.falseAccepts), each.falseAccepts > 0 ? 'bad' : 'good'),
    cell(count(each.falseRejects), each.falseRejects > 0 ? 'warn' : 'good'),
    cell(count(each.failed), each.failed > 0 ? 'warn' : 'good'),
    cell(healing(each), failoverTones[failoverOutcome(each, trialsOf(failover, each))]),
    cell(count(each.requests)),
    cell(String(each.trials)),
  ];
  return {
    caption: 'FAILOVER: revoked let in, valid turned away, failed',
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
    rows: failover.summary.map(row),
  };
}

function healing({ errorWindowMs, recoveryMs }: FailoverSummary): string {
  if (errorWindowMs === null) return 'nothing';
  return recoveryMs === null ? 'not in the watch' : milliseconds(recoveryMs);
}
