import { group } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../../result/failover.ts';
import { type Cell, cell, left, right, type Table } from '../../document.ts';
import { misjudgesWithoutFault, trialsOf } from '../../evidence/faults.ts';
import { absent, count, milliseconds, name } from '../../format.ts';

export function faultTable(label: string, summaries: readonly FailoverSummary[]): Table {
  return {
    caption: `${name(label)}: all trials together, longest window and recovery`,
    columns: [
      left('contender'),
      right('trials'),
      right('requests'),
      right('revoked accepted'),
      right('valid refused'),
      right('failed'),
      right('failing within, p99'),
      right('no Redis needed'),
      right('retried'),
      right('run twice'),
      right('cut short'),
      right('error window'),
      right('healed after'),
    ],
    rows: summaries.map(faultRow),
  };
}

function faultRow(summary: FailoverSummary): Cell[] {
  return [
    cell(name(summary.contender)),
    cell(String(summary.trials)),
    cell(count(summary.requests)),
    cell(count(summary.falseAccepts), summary.falseAccepts > 0 ? 'bad' : 'neutral'),
    cell(count(summary.falseRejects), summary.falseRejects > 0 ? 'bad' : 'neutral'),
    cell(count(summary.failed), summary.failed > 0 ? 'warn' : 'neutral'),
    cell(milliseconds(summary.failedP99Ms)),
    cell(count(summary.redisFreeFailed), summary.redisFreeFailed > 0 ? 'bad' : 'neutral'),
    cell(count(summary.retriedByBalancer)),
    cell(summary.duplicateExecutions === null ? 'unknown' : count(summary.duplicateExecutions)),
    cell(count(summary.truncatedBodies), summary.truncatedBodies > 0 ? 'warn' : 'neutral'),
    cell(summary.errorWindowMs === null ? 'none' : milliseconds(summary.errorWindowMs)),
    cell(healed(summary)),
  ];
}

function healed({ errorWindowMs, recoveryMs }: FailoverSummary): string {
  if (errorWindowMs === null) return absent;
  return recoveryMs === null ? 'not seen' : milliseconds(recoveryMs);
}

/** Which replicas misjudged, and when: only for contenders that judge well without a fault. */
export function misjudgementTable(
  failover: FailoverResult,
  label: string,
  summaries: readonly FailoverSummary[],
): Table {
  return {
    caption: `${name(label)}: misjudged answers per replica, milliseconds after the fault, all trials`,
    columns: [
      left('contender'),
      left('replica'),
      left('what'),
      right('answers'),
      right('first'),
      right('last'),
    ],
    rows: summaries.flatMap((summary) => {
      const trials = trialsOf(failover, summary);
      return misjudgesWithoutFault(trials) ? [] : misjudgementRows(summary.contender, trials);
    }),
  };
}

function misjudgementRows(contender: string, trials: readonly FailoverTrial[]): Cell[][] {
  const found = trials.flatMap((trial) => trial.misjudgements);
  return [...group(found, ({ replica, outcome }) => `${replica}\n${outcome}`).values()].map(
    (own) => [
      cell(name(contender)),
      cell(own[0]?.replica ?? absent),
      cell(own[0]?.outcome === 'false-accept' ? 'revoked accepted' : 'valid refused'),
      cell(count(own.reduce((sum, each) => sum + each.requests, 0))),
      cell(milliseconds(Math.min(...own.map((each) => each.firstMs)))),
      cell(milliseconds(Math.max(...own.map((each) => each.lastMs)))),
    ],
  );
}
