import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { Cost, LookupResult } from '../../result/lookup.ts';
import type { RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import type { Result } from '../../result.ts';
import { type Cell, cell, left, right, type Table } from '../document.ts';
import { faultLabel, trialsOf } from '../evidence/faults.ts';
import { count, decimal, figure, interval, milliseconds, ratio } from '../format.ts';
import { failoverOutcome, failoverTones } from '../verdicts/failover.ts';
import { verdictWords } from '../verdicts/lookup.ts';

/** One table per experiment that ran, the columns in the order of their importance. */
export function experimentTables(result: Result): Table[] {
  const { lookup, revocation, failover } = result;
  return [
    ...(lookup === null ? [] : [comparisonTable(lookup), costTable(lookup)]),
    ...(revocation === null ? [] : [revocationTable(revocation)]),
    ...(failover === null ? [] : [failoverTable(failover)]),
  ];
}

function comparisonTable({ comparisons }: LookupResult): Table {
  const own = comparisons.filter(({ metric }) => metric === 'replicaCpuUsPerRequest');
  return {
    caption: 'LOOKUP: replica CPU per request, paired ratios',
    columns: [
      left('pair'),
      right('ratio'),
      right('95 % interval'),
      left('verdict'),
      right('sees from'),
      right('blocks'),
    ],
    rows: own.map((comparison) => [
      cell(`${comparison.a} / ${comparison.b}`),
      cell(ratio(comparison.ratio)),
      cell(interval(comparison.low, comparison.high)),
      comparison.kind === 'a-a'
        ? cell('A/A: the noise')
        : cell(
            verdictWords(comparison),
            comparison.verdict === 'not-distinguishable' ? 'warn' : 'neutral',
          ),
      cell(comparison.mdePercent === null ? '-' : `${comparison.mdePercent.toFixed(1)} %`),
      cell(String(comparison.blocks)),
    ]),
  };
}

function costTable({ costs, ledger }: LookupResult): Table {
  const row = (cost: Cost): Cell[] => {
    const work = ledger.find((each) => each.contender === cost.contender);
    return [
      cell(cost.arm),
      cell(figure(cost.replicaCpuUsPerRequest)),
      cell(figure(cost.balancerCpuUsPerRequest)),
      cell(figure(cost.storeCpuUsPerRequest)),
      cell(decimal(work?.redisCommandsPerRequest)),
      cell(decimal(work?.redisRoundTripsPerRequest)),
      cell(figure(cost.requestsPerSecond)),
      cell(String(cost.trials)),
    ];
  };
  return {
    caption: 'LOOKUP: microseconds of CPU per request, on this machine today',
    columns: [
      left('arm'),
      right('replicas'),
      right('balancer'),
      right('Redis'),
      right('commands'),
      right('round trips'),
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
