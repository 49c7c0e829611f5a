import { group, rollup } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../../result/failover.ts';
import { type Cell, cell, left, right, type Table } from '../../document.ts';
import { misjudgesWithoutFault, trialsOf } from '../../evidence/faults.ts';
import { absent, count, milliseconds, name, names } from '../../format.ts';

/** One row for each contender that lost something; those that lost nothing share one. */
export function faultTable(
  failover: FailoverResult,
  label: string,
  summaries: readonly FailoverSummary[],
): Table {
  const [harmless, harmed] = [
    summaries.filter(isHarmless),
    summaries.filter((each) => !isHarmless(each)),
  ];
  return {
    caption: `${name(label)}: all trials together, longest window and recovery`,
    columns: [
      left('contender'),
      right('trials'),
      right('requests'),
      right('revoked accepted'),
      right('valid refused'),
      right('failed'),
      right('retried'),
      right('run twice'),
      right('cut short'),
      right('error window'),
      right('healed after'),
    ],
    rows: [
      ...harmed.map((summary) =>
        faultRow(
          name(summary.contender),
          summary,
          misjudgesWithoutFault(trialsOf(failover, summary)),
        ),
      ),
      ...(harmless.length === 0
        ? []
        : [faultRow(names(harmless.map(({ contender }) => contender)), together(harmless), false)]),
    ],
  };
}

function isHarmless(summary: FailoverSummary): boolean {
  const { falseAccepts, falseRejects, failed, redisFreeFailed, truncatedBodies } = summary;
  const twice = summary.duplicateExecutions ?? 0;
  return (
    falseAccepts + falseRejects + failed + redisFreeFailed + truncatedBodies + twice === 0 &&
    summary.errorWindowMs === null
  );
}

type Counted = Omit<FailoverSummary, 'contender' | 'fault' | 'variant'>;

/** Of several contenders that lost nothing: what was sent, and what the balancer had to repeat. */
function together(harmless: readonly FailoverSummary[]): Counted {
  const total = (read: (summary: FailoverSummary) => number) =>
    harmless.reduce((sum, summary) => sum + read(summary), 0);
  const known = harmless.every(({ duplicateExecutions }) => duplicateExecutions !== null);
  return {
    trials: total((summary) => summary.trials),
    requests: total((summary) => summary.requests),
    falseAccepts: 0,
    falseRejects: 0,
    failed: 0,
    failedP99Ms: null,
    redisFreeFailed: 0,
    retriedByBalancer: total((summary) => summary.retriedByBalancer),
    duplicateExecutions: known ? 0 : null,
    truncatedBodies: 0,
    errorWindowMs: null,
    recoveryMs: null,
  };
}

function faultRow(label: string, summary: Counted, isItsWay: boolean): Cell[] {
  const misjudged = (requests: number): Cell =>
    cell(count(requests), requests > 0 && !isItsWay ? 'bad' : 'neutral');
  return [
    cell(label),
    cell(String(summary.trials)),
    cell(count(summary.requests)),
    misjudged(summary.falseAccepts),
    misjudged(summary.falseRejects),
    cell(count(summary.failed), summary.failed > 0 ? 'warn' : 'neutral'),
    cell(count(summary.retriedByBalancer)),
    cell(summary.duplicateExecutions === null ? 'unknown' : count(summary.duplicateExecutions)),
    cell(count(summary.truncatedBodies), summary.truncatedBodies > 0 ? 'warn' : 'neutral'),
    cell(
      isItsWay
        ? absent
        : summary.errorWindowMs === null
          ? 'none'
          : milliseconds(summary.errorWindowMs),
    ),
    cell(isItsWay ? 'as before' : healed(summary)),
  ];
}

function healed({ errorWindowMs, recoveryMs }: Counted): string {
  if (errorWindowMs === null) return absent;
  return recoveryMs === null ? 'not seen' : milliseconds(recoveryMs);
}

/**
 * Which replicas misjudged, and when: of contenders that judge well without a fault, those of whose `replicas` some did
 * and some did not. Where all did, the table of the fault says it.
 */
export function misjudgementTable(
  failover: FailoverResult,
  label: string,
  summaries: readonly FailoverSummary[],
  replicas: number,
): Table {
  return {
    caption: `${name(label)}: misjudged by some replicas and not by others, and from when to when after the fault, all trials`,
    columns: [
      left('contender'),
      left('what'),
      left('on replicas'),
      right('answers'),
      right('first'),
      right('last'),
    ],
    rows: summaries.flatMap((summary) => {
      const trials = trialsOf(failover, summary);
      return misjudgesWithoutFault(trials)
        ? []
        : misjudgementRows(summary.contender, trials, replicas);
    }),
  };
}

function misjudgementRows(
  contender: string,
  trials: readonly FailoverTrial[],
  replicas: number,
): Cell[][] {
  const found = trials.flatMap((trial) => trial.misjudgements);
  const bySome = [...group(found, ({ outcome }) => outcome)].filter(
    ([, own]) => new Set(own.map(({ replica }) => replica)).size < replicas,
  );
  return bySome.map(([outcome, own]) => [
    cell(name(contender)),
    cell(outcome === 'false-accept' ? 'revoked accepted' : 'valid refused'),
    cell(perReplica(contender, own)),
    cell(count(own.reduce((sum, each) => sum + each.requests, 0))),
    cell(milliseconds(Math.min(...own.map((each) => each.firstMs)))),
    cell(milliseconds(Math.max(...own.map((each) => each.lastMs)))),
  ]);
}

/** `1: 81, 2: 79, 3: 84`: the number of each replica and of its answers. */
function perReplica(contender: string, found: FailoverTrial['misjudgements']): string {
  const answers = rollup(
    found,
    (own) => own.reduce((sum, each) => sum + each.requests, 0),
    ({ replica }) => replica,
  );
  return [...answers]
    .map(([replica, requests]) => `${shortReplica(contender, replica)}: ${count(requests)}`)
    .sort()
    .join(', ');
}

/** `tokens-2` of `tokens` is 2. */
function shortReplica(contender: string, replica: string | null): string {
  if (replica === null) return 'unknown';
  return replica.startsWith(`${contender}-`) ? replica.slice(contender.length + 1) : replica;
}
