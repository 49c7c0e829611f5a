import { extent } from 'd3-array';
import type { RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import { type Cell, cell, left, right, type Section, type Table, tableBlock } from '../document.ts';
import { absent, atMost, count, milliseconds, name, share } from '../format.ts';
import {
  acceptedUpToMs,
  revocationOutcome,
  revocationTones,
} from '../verdicts/revocation-outcome.ts';
import { staleCurveBlocks } from './revocation/curves.ts';
import { ecdfBlocks } from './revocation/ecdf.ts';
import { findingBlocks } from './revocation/findings.ts';
import { raceBlocks } from './revocation/races.ts';

/** How long a revoked credential still works anywhere, and whether it comes back. */
export function revocationSection(revocation: RevocationResult): Section {
  const many = revocation.summary.length > 12;
  return {
    id: 'revocation',
    title: 'Revocation: how long a revoked credential lives',
    lead: 'The clock starts when the revoking answer has fully arrived. From then on every replica is asked directly, about once a millisecond, whether it still accepts; the slowest replica counts.',
    blocks: [
      tableBlock(outcomeTable(revocation)),
      { kind: 'paragraph', text: outcomesExplained(revocation.summary) },
      tableBlock(revocationTable(revocation.summary), many),
      ...ecdfBlocks(revocation),
      ...staleCurveBlocks(revocation.staleCurves),
      ...raceBlocks(revocation.races),
      ...findingBlocks(revocation),
    ],
  };
}

/** Contender by action: in words and signs, with the colour that goes with them. */
function outcomeTable({ summary, notMeasured }: RevocationResult): Table {
  const actions = [...new Set(summary.map((each) => each.action))];
  const contenders = [...new Set(summary.map((each) => each.contender))];
  const gap = (contender: string, action: string): Cell => {
    const found = notMeasured.find(
      (each) => each.contender === contender && each.action === action,
    );
    return cell(found === undefined ? 'not measured' : found.kind.replaceAll('-', ' '));
  };
  return {
    caption: 'How long anything revoked was accepted anywhere, by contender and revoking action',
    look: 'heat',
    columns: [left('contender'), ...actions.map((action) => left(name(action)))],
    rows: contenders.map((contender) => [
      cell(name(contender)),
      ...actions.map((action) => {
        const found = summary.find(
          (each) => each.contender === contender && each.action === action,
        );
        return found === undefined ? gap(contender, action) : outcomeCell(found);
      }),
    ]),
  };
}

/** What the words in the cells claim, and how finely was looked. */
function outcomesExplained(summaries: readonly RevocationSummary[]): string {
  const [finest, coarsest] = extent(summaries, (each) => each.resolutionMs ?? undefined);
  return `“None seen”: no probe sent after the acknowledgement was accepted; windows shorter than the gap between two probes (${milliseconds(finest)} to ${milliseconds(coarsest)}) are not seen. A time: until every replica refused, in the longest trial in which something was accepted. “Until expiry”: still accepted when the watch ended, and nothing earlier was promised. “To the end”: the same, though an earlier end was promised. “Came back”: accepted again after it had been refused.`;
}

function outcomeCell(summary: RevocationSummary): Cell {
  const outcome = revocationOutcome(summary);
  return cell(outcomeText(summary), revocationTones[outcome]);
}

function outcomeText(summary: RevocationSummary): string {
  switch (revocationOutcome(summary)) {
    case 'at-once':
      return '✓ none seen';
    case 'late':
    case 'within-promise':
      return `◆ ${milliseconds(acceptedUpToMs(summary))}`;
    case 'until-expiry':
      return '◆ until expiry';
    case 'against-promise':
      return '‼ to the end';
    case 'came-back':
      return `‼ came back ${count(summary.resurrections)}×`;
  }
}

function revocationTable(summaries: readonly RevocationSummary[]): Table {
  return {
    caption:
      'Revocation latency of the fleet in detail. “Last accept seen”: the latest sending of a probe that was accepted. “p99, sent”: from when on whatever was sent was refused; the other times wait for that answer too, which is the machine’s business as much as the contender’s',
    columns: [
      left('contender'),
      left('action'),
      right('trials'),
      right('stale accepts'),
      right('last accept seen'),
      right('p99, sent'),
      right('p50'),
      right('p99'),
      right('largest'),
      right('resolution'),
      right('accepting at the end'),
      right('came back'),
      right('promised'),
    ],
    rows: summaries.map(summaryRow),
  };
}

function summaryRow(summary: RevocationSummary): Cell[] {
  const { contender, action, trials, staleAccepts, probesAfterAck, censored } = summary;
  return [
    cell(name(contender)),
    cell(name(action)),
    cell(String(trials)),
    cell(
      `${count(staleAccepts)} (${share(staleAccepts, probesAfterAck)})`,
      staleAccepts > 0 ? 'bad' : 'neutral',
    ),
    cell(censored > 0 ? 'to the end' : lastAccept(summary)),
    cell(milliseconds(summary.p99SentMs)),
    cell(milliseconds(summary.p50Ms)),
    cell(milliseconds(summary.p99Ms)),
    cell(milliseconds(summary.maxMs)),
    cell(milliseconds(summary.resolutionMs)),
    cell(`${censored} of ${trials}`, censored > 0 ? 'bad' : 'neutral'),
    cell(count(summary.resurrections), summary.resurrections > 0 ? 'bad' : 'neutral'),
    cell(promise(summary.boundMs)),
  ];
}

function lastAccept({ staleAccepts, maxLowMs }: RevocationSummary): string {
  return staleAccepts === 0 ? 'none' : milliseconds(maxLowMs);
}

function promise(boundMs: number | null): string {
  if (boundMs === null) return absent;
  return boundMs === 0 ? 'at once' : atMost(boundMs);
}
