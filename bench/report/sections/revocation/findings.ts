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
  type Cell,
  cell,
  headingBlock,
  left,
  right,
  type Table,
  tableBlock,
} from '../../document.ts';
import { count, decimal, milliseconds, name, names, trialsOf } from '../../format.ts';

/** What the run tried beside the latency: bounds by expiry, correctness of lists, open streams, presets, gaps. */
export function findingBlocks(revocation: RevocationResult): Block[] {
  const { bounds, correctness, openStreams, presets, notMeasured } = revocation;
  const part = (id: string, title: string, table: Table): Block[] =>
    table.rows.length === 0 ? [] : [headingBlock(id, title), tableBlock(table)];
  return [
    ...part('bounds', 'Does expiry really end it?', boundTable(bounds)),
    ...part(
      'correctness',
      'Ways in which lists of the revoked go wrong',
      correctnessTable(correctness),
    ),
    ...part('streams', 'Streams that were already open', streamTable(openStreams)),
    ...part('presets', 'Bounds that others document, by their mechanism', presetTable(presets)),
    ...(notMeasured.length === 0
      ? []
      : [
          tableBlock(
            {
              caption: 'Not measured, and why',
              columns: [left('contender'), left('action'), left('because')],
              rows: notMeasured.map((gap) => [
                cell(name(gap.contender)),
                cell(name(gap.action)),
                cell(gap.reason),
              ]),
            },
            true,
          ),
        ]),
  ];
}

function boundTable(bounds: readonly BoundProof[]): Table {
  return {
    caption: 'A short-lived credential, revoked at once and probed past its expiry',
    columns: [
      left('contender'),
      left('action'),
      right('life'),
      right('clock tolerance'),
      right('last accept after expiry'),
      right('first refusal after expiry'),
      right('resolution'),
      left('within expiry and tolerance'),
    ],
    rows: bounds.map((bound) => [
      cell(name(bound.contender)),
      cell(name(bound.action)),
      cell(milliseconds(bound.credentialLifeMs)),
      cell(milliseconds(bound.toleranceMs)),
      cell(milliseconds(bound.lastAcceptAfterExpiryMs)),
      cell(
        bound.firstRefusalAfterExpiryMs === null
          ? 'not in the watch'
          : milliseconds(bound.firstRefusalAfterExpiryMs),
      ),
      cell(milliseconds(bound.resolutionMs)),
      cell(bound.ok ? 'yes' : 'no', bound.ok ? 'good' : 'bad'),
    ]),
  };
}

function correctnessTable(rows: readonly Correctness[]): Table {
  return {
    caption: 'Each tried once on the running lab',
    look: 'prose',
    columns: [
      left('case'),
      left('contender'),
      left('as expected'),
      left('expected'),
      left('observed'),
      left('what it means'),
      left('source'),
    ],
    rows: sharedRows(rows).map(correctnessRow),
  };
}

/** Contenders that were asked the same and answered the same share a row, and so do cases in which they did so. */
function sharedRows(rows: readonly Correctness[]): Correctness[][] {
  const inCase = group(rows, ({ contender: _, ...same }) => JSON.stringify(same));
  const sets = group([...inCase.values()], (own) =>
    JSON.stringify(own.map(({ case: _, ...same }) => same)),
  );
  return [...sets.values()].map((alike) => alike.flat());
}

function correctnessRow(own: readonly Correctness[]): Cell[] {
  const [row] = own;
  if (row === undefined) return [];
  return [
    cell(names([...new Set(own.map((each) => each.case))])),
    cell(names([...new Set(own.map(({ contender }) => contender))])),
    cell(row.ok ? 'yes' : 'no', row.ok ? 'good' : 'bad'),
    cell(row.expected),
    cell(row.observed),
    cell(row.explanation),
    cell(row.source ?? ''),
  ];
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
  return {
    caption:
      'Server-sent event streams opened before the revocation; the last event, which says why a stream ends, counts as one',
    columns: [
      left('contender'),
      left('the stream is'),
      right('trials'),
      right('still open at the end'),
      right('watched'),
      right('closed after, p50'),
      right('closed after, largest'),
      right('events after the acknowledgement'),
    ],
    rows: streams.map((stream) => [
      cell(name(stream.contender)),
      cell(streamWord(stream)),
      cell(trialsOf(stream)),
      cell(`${stream.stillOpen} of ${stream.trials}`, stream.stillOpen > 0 ? 'bad' : 'good'),
      cell(milliseconds(stream.watchedMs)),
      cell(milliseconds(stream.p50Ms)),
      cell(milliseconds(stream.maxMs)),
      cell(count(stream.eventsAfterAck)),
    ]),
  };
}

function presetTable(presets: readonly Preset[]): Table {
  return {
    caption: 'The mechanism only, with time shortened as stated; never the named system itself',
    columns: [
      left('documented by'),
      left('mechanism'),
      left('carried by'),
      right('documented bound'),
      right('time divided by'),
      right('bound here'),
      right('measured p50'),
      right('measured largest'),
      right('trials'),
      left('within'),
    ],
    rows: presets.map((preset) => [
      preset.source.startsWith('https://')
        ? { text: preset.system, href: preset.source }
        : cell(`${preset.system} (${preset.source})`),
      cell(preset.mechanism),
      cell(name(preset.contender)),
      cell(milliseconds(preset.documentedBoundMs)),
      cell(decimal(preset.timeScale)),
      cell(milliseconds(preset.scaledBoundMs)),
      cell(milliseconds(preset.p50Ms)),
      cell(milliseconds(preset.maxMs)),
      cell(trialsOf(preset)),
      cell(preset.withinBound ? 'yes' : 'no', preset.withinBound ? 'good' : 'bad'),
    ]),
  };
}
