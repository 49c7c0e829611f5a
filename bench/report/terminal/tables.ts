import type { FailoverResult, FailoverSummary } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import type { ActionName, RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import type { Race } from '../../result/revocation-findings.ts';
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
import { faultLabel, recoveredText, trialsOf } from '../evidence/faults.ts';
import { isSmoke, worksTable } from '../evidence/shown.ts';
import { scaleOf } from '../evidence/staleness.ts';
import { count, counted, milliseconds } from '../format.ts';
import { failoverOutcome, failoverTones } from '../verdicts/failover.ts';
import {
  acceptedUpToMs,
  type RevocationOutcome,
  revocationOutcome,
  revocationTones,
} from '../verdicts/revocation.ts';

import { undoneLogouts } from '../verdicts/revocation-proofs.ts';
import { lookupTable, sweepsTable } from './lookup.ts';

/** One table per experiment that ran, the columns in the order of their importance. */
export function experimentTables(
  result: Result,
): { readonly experiment: ExperimentName; readonly table: Table }[] {
  const { lookup, revocation, failover } = result;
  return [
    // Sweeps alone leave the rest of lookup empty.
    ...(lookup === null || lookup.trials.length === 0
      ? []
      : [{ experiment: 'lookup' as const, table: lookupTable(result, lookup) }]),
    ...(lookup?.sweeps == null
      ? []
      : [
          {
            experiment: 'sweeps' as const,
            table: isSmoke(result)
              ? worksTable('SWEEPS: whether each setting works', lookup.sweeps.trials, [])
              : sweepsTable(lookup.sweeps),
          },
        ]),
    ...(revocation === null || revocation.summary.length === 0
      ? []
      : [{ experiment: 'revocation' as const, table: revocationTable(revocation) }]),
    ...(failover === null || failover.summary.length === 0
      ? []
      : [{ experiment: 'failover' as const, table: failoverTable(failover) }]),
  ];
}

/**
 * As wide as the screen allows: the actions from left to right, each cell the longest time that anything was accepted.
 */
function revocationTable({ summary, races }: RevocationResult): Table {
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
          (contender) => outcomeCell(find(contender, action), races),
        ],
      ),
    ],
  );
}

const shortActions: Readonly<Record<ActionName, string>> = {
  logout: 'logout',
  'logout-all': 'logout-all',
  'revoked-by-admin': 'by admin',
  'account-disabled': 'disabled',
  demoted: 'demoted',
  'key-withdrawn': 'key gone',
  'refresh-replayed': 'replayed',
};

function outcomeCell(summary: RevocationSummary | undefined, races: readonly Race[]): Cell {
  if (summary === undefined) return cell('');
  if (isUndoneInRaces(summary, races)) return cell('in races', revocationTones['came-back']);
  const outcome = revocationOutcome(summary);
  return cell(outcomeWords(outcome, summary), revocationTones[outcome]);
}

/** The probes accepted nothing after this logout, but it did not last where a request was under way. */
export function isUndoneInRaces(summary: RevocationSummary, races: readonly Race[]): boolean {
  return revocationOutcome(summary) === 'at-once' && undoneLogouts(races, summary) !== null;
}

function outcomeWords(outcome: RevocationOutcome, summary: RevocationSummary): string {
  switch (outcome) {
    case 'at-once':
      return 'none seen';
    case 'late':
    case 'within-promise':
      return `${milliseconds(acceptedUpToMs(summary))}${scaleOf(summary) === null ? '' : '*'}`;
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
  const unharmed = failover.summary.length - harmed.length;
  const others = unharmed === 0 ? '' : `; ${counted(unharmed, 'other cell')} lost nothing`;
  const caption =
    harmed.length === 0
      ? `FAILOVER: ${counted(unharmed, 'cell')}, nothing revoked let in, nothing valid turned away, nothing failed`
      : `FAILOVER: revoked let in, valid turned away, failed${others}`;
  return tableOf(caption, harmed, [
    [left('fault'), (row) => faultLabel(row)],
    [left('contender'), (row) => row.contender],
    [
      right('let in'),
      (row) => cell(count(row.falseAccepts), row.falseAccepts > 0 ? 'bad' : 'good'),
    ],
    [
      right('turned away'),
      (row) => cell(count(row.falseRejects), row.falseRejects > 0 ? 'warn' : 'good'),
    ],
    [right('failed'), (row) => cell(count(row.failed), row.failed > 0 ? 'warn' : 'good')],
    [right('recovered after'), (row) => recoveredCell(failover, row)],
    [right('requests'), (row) => count(row.requests)],
    [right('trials'), (row) => String(row.trials)],
  ]);
}

/** The screen shows where something was lost; the report has every cell. */
export function isHarmed({ falseAccepts, falseRejects, failed }: FailoverSummary): boolean {
  return falseAccepts + falseRejects + failed > 0;
}

function recoveredCell(failover: FailoverResult, summary: FailoverSummary): Cell {
  const outcome = failoverOutcome(summary, trialsOf(failover, summary));
  return cell(
    outcome === 'as-before' ? 'as before' : recoveredText(summary, 'nothing'),
    failoverTones[outcome],
  );
}
