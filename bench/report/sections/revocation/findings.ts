import { group } from 'd3-array';
import type { RevocationResult } from '../../../result/revocation.ts';
import type {
  BoundProof,
  Correctness,
  OpenStream,
  Preset,
} from '../../../result/revocation-findings.ts';
import {
  type Block,
  cell,
  left,
  right,
  type Table,
  tableBlock,
  tableOf,
  titled,
  yesOrNo,
} from '../../document.ts';
import { staleTime } from '../../evidence/staleness.ts';
import {
  contenderNames,
  count,
  decimal,
  divided,
  milliseconds,
  name,
  names,
  trialsOf,
} from '../../format.ts';

/** What the run tried beside the latency: bounds by expiry, correctness of lists, open streams, presets, gaps. */
export function findingBlocks(revocation: RevocationResult): Block[] {
  const { bounds, correctness, openStreams, presets, notMeasured } = revocation;
  const gaps = tableOf('Not measured, and why', notMeasured, [
    [left('contender'), (gap) => name(gap.contender)],
    [left('action'), (gap) => name(gap.action)],
    [left('because'), (gap) => gap.reason],
  ]);
  const part = (id: string, title: string, table: Table) =>
    titled(id, title, table.rows.length > 0 && tableBlock(table));
  return [
    ...part('bounds', 'Does expiry really end it?', boundTable(bounds)),
    ...part(
      'correctness',
      'Ways in which lists of the revoked go wrong',
      correctnessTable(correctness),
    ),
    ...part('streams', 'Streams that were already open', streamTable(openStreams)),
    ...part('presets', 'Bounds that others document, by their mechanism', presetTable(presets)),
    ...(gaps.rows.length > 0 ? [tableBlock(gaps, true)] : []),
  ];
}

function boundTable(bounds: readonly BoundProof[]): Table {
  return tableOf('A short-lived credential, revoked at once and probed past its expiry', bounds, [
    [left('contender'), (row) => name(row.contender)],
    [left('action'), (row) => name(row.action)],
    [right('life'), (row) => divided(row.credentialLifeMs, row.usualLifeMs)],
    [right('clock tolerance'), (row) => divided(row.toleranceMs, row.usualToleranceMs)],
    [right('last accept after expiry'), (row) => milliseconds(row.lastAcceptAfterExpiryMs)],
    [
      right('first refusal after expiry'),
      (row) =>
        row.firstRefusalAfterExpiryMs === null
          ? 'not in the watch'
          : milliseconds(row.firstRefusalAfterExpiryMs),
    ],
    [right('resolution'), (row) => milliseconds(row.resolutionMs)],
    [left('within expiry and tolerance'), (row) => yesOrNo(row.ok)],
  ]);
}

function correctnessTable(rows: readonly Correctness[]): Table {
  return tableOf(
    'Each tried once on the running lab',
    sharedRows(rows).flatMap((own) => own.slice(0, 1).map((row) => ({ own, row }))),
    [
      [left('case'), ({ own }) => names([...new Set(own.map((each) => each.case))])],
      [left('contender'), ({ own }) => contenderNames(own)],
      [left('as expected'), ({ row }) => yesOrNo(row.ok)],
      [left('expected'), ({ row }) => row.expected],
      [left('observed'), ({ row }) => row.observed],
      [left('what it means'), ({ row }) => row.explanation],
      [left('source'), ({ row }) => row.source ?? ''],
    ],
    'prose',
  );
}

/** Contenders with the same case and the same answer share a row, and so do cases that came out alike for them. */
function sharedRows(rows: readonly Correctness[]): Correctness[][] {
  const inCase = group(rows, ({ contender: _, ...same }) => JSON.stringify(same));
  const sets = group([...inCase.values()], (own) =>
    JSON.stringify(own.map(({ case: _, ...same }) => same)),
  );
  return [...sets.values()].map((alike) => alike.flat());
}

const streamWords: Readonly<Record<OpenStream['variant'], string>> = {
  'left-open': 'left alone',
  'closed-on-push': 'closed when the revocation arrives',
  'checked-again': 'checked again',
};

function streamWord({ variant, periodMs }: OpenStream): string {
  const word = streamWords[variant];
  return periodMs === null ? word : `${word} every ${milliseconds(periodMs)}`;
}

function streamTable(streams: readonly OpenStream[]): Table {
  return tableOf(
    'Server-sent event streams opened before the revocation; the last event, which says why a stream ends, counts as one. The period of a check is shortened to a fraction of a second: apps check once in minutes, and their streams stay open as much longer',
    streams,
    [
      [left('contender'), (row) => name(row.contender)],
      [left('the stream is'), (row) => streamWord(row)],
      [right('trials'), (row) => trialsOf(row)],
      [
        right('still open at the end'),
        (row) => cell(`${row.stillOpen} of ${row.trials}`, row.stillOpen > 0 ? 'bad' : 'good'),
      ],
      [right('watched'), (row) => milliseconds(row.watchedMs)],
      [right('closed after, p50'), (row) => milliseconds(row.p50Ms)],
      [right('closed after, largest'), (row) => milliseconds(row.maxMs)],
      [right('events after the acknowledgement'), (row) => count(row.eventsAfterAck)],
    ],
  );
}

function presetTable(presets: readonly Preset[]): Table {
  return tableOf(
    'The mechanism only, with time shortened as stated; never the named system itself',
    presets,
    [
      [
        left('documented by'),
        (row) =>
          row.source.startsWith('https://')
            ? { text: row.system, href: row.source }
            : cell(`${row.system} (${row.source})`),
      ],
      [left('mechanism'), (row) => row.mechanism],
      [left('carried by'), (row) => name(row.contender)],
      [right('documented bound'), (row) => milliseconds(row.documentedBoundMs)],
      [right('time divided by'), (row) => decimal(row.timeScale)],
      [right('bound here'), (row) => milliseconds(row.scaledBoundMs)],
      [right('measured p50'), (row) => staleTime(isUnseenByHalf(row) ? 0 : row.p50Ms)],
      [
        right('measured largest'),
        (row) => staleTime(row.staleTrials === 0 ? 0 : (row.maxStaleMs ?? row.maxMs)),
      ],
      [right('trials'), (row) => trialsOf(row)],
      [left('within'), (row) => yesOrNo(row.withinBound)],
    ],
  );
}

/** Whether at least half of the trials saw no stale accept; false where the file does not tell. */
function isUnseenByHalf({ trials, staleTrials }: Preset): boolean {
  return staleTrials !== null && trials > 0 && 2 * staleTrials <= trials;
}
