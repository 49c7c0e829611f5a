import { group } from 'd3-array';
import type { ActionName, RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import { type Ecdf, type EcdfSeries, ecdfChart } from '../charts/ecdf.ts';
import { narrowLayout, wideLayout } from '../charts/svg.ts';
import {
  type Cell,
  cell,
  type Figure,
  left,
  right,
  type Section,
  type Table,
  tableBlock,
} from '../document.ts';
import { absent, count, milliseconds, name, share } from '../format.ts';
import { staleCurveBlocks } from './revocation/curves.ts';
import { findingBlocks } from './revocation/findings.ts';
import { raceBlocks } from './revocation/races.ts';

/** How long a revoked credential still works anywhere, and whether it comes back. */
export function revocationSection(revocation: RevocationResult): Section {
  const byAction = group(revocation.summary, (summary) => summary.action);
  return {
    id: 'revocation',
    title: 'Revocation: how long a revoked credential lives',
    lead: 'The clock starts when the revoking answer has fully arrived. From then on every replica is asked directly, about once a millisecond, whether it still accepts; the slowest replica counts.',
    blocks: [
      tableBlock(revocationTable(revocation.summary)),
      ...[...byAction.keys()].map((action) => ({
        kind: 'figure' as const,
        figure: ecdfFigure(action, revocation),
      })),
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
      staleAccepts > 0 ? 'bad' : 'good',
    ),
    cell(milliseconds(summary.p50Ms)),
    cell(milliseconds(summary.p99Ms)),
    cell(milliseconds(summary.maxMs)),
    cell(milliseconds(summary.resolutionMs)),
    cell(`${censored} of ${trials}`, censored > 0 ? 'bad' : 'good'),
    cell(count(summary.resurrections), summary.resurrections > 0 ? 'bad' : 'good'),
    cell(promise(summary.boundMs)),
  ];
}

function promise(boundMs: number | null): string {
  if (boundMs === null) return absent;
  return boundMs === 0 ? 'next request' : `within ${milliseconds(boundMs)}`;
}

function ecdfFigure(action: ActionName, { trials, summary }: RevocationResult): Figure {
  const summaries = summary.filter((each) => each.action === action);
  const series = summaries.map((each): EcdfSeries => {
    const own = trials.filter(
      (trial) => trial.contender === each.contender && trial.action === action && trial.valid,
    );
    return {
      contender: each.contender,
      endsMs: own.flatMap((trial) => (trial.fleetHighMs === null ? [] : [trial.fleetHighMs])),
      censored: own.filter((trial) => trial.fleetHighMs === null).length,
      summary: seriesSummary(each),
    };
  });
  const ecdf: Omit<Ecdf, 'id'> = {
    title: `After ${action}: share of trials in which every replica refuses`,
    description: series.map((each) => `${each.contender}: ${each.summary}`).join('. '),
    axisTitle: 'after the acknowledgement (log)',
    series,
    resolutionMs: Math.max(...summaries.map((each) => each.resolutionMs ?? 0)) || null,
  };
  return {
    id: `ecdf-${action}`,
    title: ecdf.title,
    caption:
      'Each step is one trial. Inside the grey band the probes are too far apart to tell times from each other. Lines that run on to the right without reaching 100\u00a0% belong to contenders that were still accepting when the watch ended (the bar): how long they go on was not seen, only that it is longer.',
    wide: ecdfChart({ ...ecdf, id: `ecdf-${action}-wide` }, wideLayout),
    narrow: ecdfChart({ ...ecdf, id: `ecdf-${action}-narrow` }, narrowLayout),
    table: quantileTable(action, series),
  };
}

function seriesSummary({ trials, censored, maxMs, resurrections }: RevocationSummary): string {
  const back = resurrections > 0 ? `, came back ${resurrections}×` : '';
  if (censored > 0) return `${censored} of ${trials} still accepting at the end${back}`;
  return `all ${trials} within ${milliseconds(maxMs)}${back}`;
}

function quantileTable(action: string, series: readonly EcdfSeries[]): Table {
  const shares = [0.1, 0.25, 0.5, 0.75, 0.9, 1];
  return {
    caption: `After ${action}: time by which this share of the trials had every replica refusing`,
    columns: [
      left('contender'),
      ...shares.map((each) => right(`${100 * each}\u00a0%`)),
      right('trials'),
    ],
    rows: series.map(({ contender, endsMs, censored }) => {
      const ends = [...endsMs].sort((a, b) => a - b);
      const total = ends.length + censored;
      return [
        cell(name(contender)),
        ...shares.map((each) => cell(milliseconds(ends[Math.ceil(each * total) - 1] ?? null))),
        cell(String(total)),
      ];
    }),
  };
}
