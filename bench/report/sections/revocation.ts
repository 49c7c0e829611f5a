import type { RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import { type Cell, cell, left, right, type Section, type Table, tableBlock } from '../document.ts';
import { absent, count, milliseconds, name, share } from '../format.ts';
import { staleCurveBlocks } from './revocation/curves.ts';
import { ecdfBlocks } from './revocation/ecdf.ts';
import { findingBlocks } from './revocation/findings.ts';
import { raceBlocks } from './revocation/races.ts';

/** How long a revoked credential still works anywhere, and whether it comes back. */
export function revocationSection(revocation: RevocationResult): Section {
  return {
    id: 'revocation',
    title: 'Revocation: how long a revoked credential lives',
    lead: 'The clock starts when the revoking answer has fully arrived. From then on every replica is asked directly, about once a millisecond, whether it still accepts; the slowest replica counts.',
    blocks: [
      tableBlock(revocationTable(revocation.summary)),
      ...ecdfBlocks(revocation),
      ...staleCurveBlocks(revocation.staleCurves),
      ...raceBlocks(revocation.races),
      ...findingBlocks(revocation),
    ],
  };
}

export function revocationTable(summaries: readonly RevocationSummary[]): Table {
  return {
    caption: 'Revocation latency of the fleet; upper ends of the intervals',
    columns: [
      left('contender'),
      left('action'),
      right('trials'),
      right('stale accepts'),
      right('p50'),
      right('p99'),
      right('largest'),
      right('resolution'),
      right('still accepting at the end'),
      right('came back'),
      right('it promises'),
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
    cell(milliseconds(summary.p50Ms)),
    cell(milliseconds(summary.p99Ms)),
    cell(milliseconds(summary.maxMs)),
    cell(milliseconds(summary.resolutionMs)),
    cell(`${censored} of ${trials}`, censored > 0 ? 'bad' : 'neutral'),
    cell(count(summary.resurrections), summary.resurrections > 0 ? 'bad' : 'neutral'),
    cell(promise(summary.boundMs)),
  ];
}

function promise(boundMs: number | null): string {
  if (boundMs === null) return absent;
  return boundMs === 0 ? 'next request' : `within ${milliseconds(boundMs)}`;
}
