import { group, max, min, rollup, sum } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../../result/failover.ts';
import { countCell, left, right, type Table, tableOf } from '../../document.ts';
import {
  failedIn,
  misjudgesWithoutFault,
  recoveredText,
  redisNeedOf,
  trialsOf,
} from '../../evidence/faults.ts';
import { absent, contenderNames, count, milliseconds, name } from '../../format.ts';

/** One row for each contender that lost something; those that lost nothing share the last one. */
export function faultTable(
  failover: FailoverResult,
  label: string,
  summaries: readonly FailoverSummary[],
): Table {
  const rows = rowsOf(summaries, isHarmless).map((own) => ({
    ...together(own),
    contenders: contenderNames(own),
    asBefore: own.some((each) => !isHarmless(each) && misjudgesAnyway(failover, each)),
  }));
  return tableOf(`${name(label)}: all trials together, longest window and recovery`, rows, [
    [left('contender'), (row) => row.contenders],
    [right('trials'), (row) => String(row.trials)],
    [right('requests'), (row) => count(row.requests)],
    [
      right('revoked let in'),
      (row) => countCell(row.falseAccepts, row.asBefore ? 'neutral' : 'bad'),
    ],
    [
      right('valid turned away'),
      (row) => countCell(row.falseRejects, row.asBefore ? 'neutral' : 'bad'),
    ],
    [right('failed'), (row) => countCell(row.failed, 'warn')],
    [right('retried'), (row) => count(row.retriedByBalancer)],
    [
      right('run twice'),
      ({ duplicateExecutions: twice }) => (twice === null ? 'unknown' : count(twice)),
    ],
    [right('cut short'), (row) => countCell(row.truncatedBodies, 'warn')],
    [right('error window'), errorWindowText],
    [right('recovered after'), (row) => (row.asBefore ? 'as before' : recoveredText(row, absent))],
  ]);
}

function misjudgesAnyway(failover: FailoverResult, summary: FailoverSummary): boolean {
  return misjudgesWithoutFault(trialsOf(failover, summary));
}

/** Each row's own items: one item that has something to tell, or all quiet ones in the last row. */
function rowsOf<Item>(items: readonly Item[], isQuiet: (item: Item) => boolean): Item[][] {
  const quiet = items.filter(isQuiet);
  const telling = items.filter((item) => !isQuiet(item));
  return [...telling.map((item) => [item]), quiet].filter((own) => own.length > 0);
}

function isHarmless(summary: FailoverSummary): boolean {
  const { falseAccepts, falseRejects, failed, redisFreeFailed, truncatedBodies } = summary;
  const twice = summary.duplicateExecutions ?? 0;
  return (
    falseAccepts + falseRejects + failed + redisFreeFailed + truncatedBodies + twice === 0 &&
    summary.errorWindowMs === null
  );
}

/** Several contenders share a row only when they lost nothing: then only what was sent and repeated adds up. */
function together(own: readonly FailoverSummary[]) {
  const known = own.every(({ duplicateExecutions }) => duplicateExecutions !== null);
  return {
    trials: sum(own, (each) => each.trials),
    requests: sum(own, (each) => each.requests),
    falseAccepts: sum(own, (each) => each.falseAccepts),
    falseRejects: sum(own, (each) => each.falseRejects),
    failed: sum(own, (each) => each.failed),
    retriedByBalancer: sum(own, (each) => each.retriedByBalancer),
    duplicateExecutions: known ? sum(own, (each) => each.duplicateExecutions ?? 0) : null,
    truncatedBodies: sum(own, (each) => each.truncatedBodies),
    errorWindowMs: own[0]?.errorWindowMs ?? null,
    recoveryMs: own[0]?.recoveryMs ?? null,
  };
}

function errorWindowText(row: {
  readonly asBefore: boolean;
  readonly errorWindowMs: number | null;
}): string {
  if (row.asBefore) return absent;
  return row.errorWindowMs === null ? 'none' : milliseconds(row.errorWindowMs);
}

/**
 * Whether requests that need Redis got a prompt 503, and whether requests that do not need it were served. Contenders
 * that failed no request share the last row.
 */
export function routeTable(
  label: string,
  failover: FailoverResult,
  summaries: readonly FailoverSummary[],
): Table {
  const cells = summaries.map((summary) => {
    const need = redisNeedOf(trialsOf(failover, summary));
    const failed = failedIn(need.asks) + failedIn(need.asksNot);
    return { ...need, failed, contender: summary.contender, failedP99Ms: summary.failedP99Ms };
  });
  const rows = rowsOf(cells, ({ failed }) => failed === 0);
  return tableOf(
    `${name(label)}: requests since the fault, by whether the contender asks Redis to answer them`,
    rows,
    [
      [left('contender'), contenderNames],
      [right('ask Redis'), (own) => count(sum(own, ({ asks }) => asks.requests))],
      [
        right('503'),
        (own) =>
          countCell(
            sum(own, ({ asks }) => asks.answered503),
            'warn',
          ),
      ],
      [
        right('failed otherwise'),
        (own) =>
          countCell(
            sum(own, ({ asks }) => asks.failedOtherwise),
            'bad',
          ),
      ],
      [
        right('99\u00a0% of failures within'),
        ([first]) => (first?.failed ? milliseconds(first.failedP99Ms) : absent),
      ],
      [right('ask no Redis'), (own) => count(sum(own, ({ asksNot }) => asksNot.requests))],
      [
        right('failed asking none'),
        (own) =>
          countCell(
            sum(own, ({ asksNot }) => failedIn(asksNot)),
            'bad',
          ),
      ],
    ],
  );
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
  const rows = summaries
    .filter((summary) => !misjudgesAnyway(failover, summary))
    .flatMap((summary) => {
      const found = trialsOf(failover, summary).flatMap((trial) => trial.misjudgements);
      return [...group(found, ({ outcome }) => outcome)].map(([outcome, own]) => ({
        contender: summary.contender,
        outcome,
        own,
      }));
    })
    .filter(({ own }) => new Set(own.map(({ replica }) => replica)).size < replicas);
  return tableOf(
    `${name(label)}: misjudged by some replicas and not by others, and from when to when after the fault, all trials`,
    rows,
    [
      [left('contender'), ({ contender }) => name(contender)],
      [
        left('what'),
        ({ outcome }) => (outcome === 'false-accept' ? 'revoked let in' : 'valid turned away'),
      ],
      [left('on replicas'), ({ contender, own }) => perReplica(contender, own)],
      [right('answers'), ({ own }) => count(sum(own, (each) => each.requests))],
      [right('first'), ({ own }) => milliseconds(min(own, (each) => each.firstMs))],
      [right('last'), ({ own }) => milliseconds(max(own, (each) => each.lastMs))],
    ],
  );
}

/** `1: 81, 2: 79, 3: 84`: the number of each replica and of its answers. */
function perReplica(contender: string, found: FailoverTrial['misjudgements']): string {
  const answers = rollup(
    found,
    (own) => sum(own, (each) => each.requests),
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
