import { group } from 'd3-array';
import type { FailoverResult, FailoverSummary, FaultName } from '../../result/failover.ts';
import type { Result } from '../../result.ts';
import { type HeatCell, heatTable } from '../charts/heat.ts';
import { timelineKey } from '../charts/timeline.ts';
import {
  type Block,
  type Cell,
  cell,
  headingBlock,
  left,
  right,
  type Section,
  type Table,
  tableBlock,
} from '../document.ts';
import { absent, count, milliseconds, name } from '../format.ts';
import { failoverOutcome, trialsOf } from '../verdicts/failover.ts';
import { refusalParagraph } from './contenders.ts';
import { timelinePanels } from './timelines.ts';

/** What users see, and what attackers get, fault by fault. */
export function failoverSection(result: Result, failover: FailoverResult): Section {
  const byFault = group(failover.summary, (summary) => summary.fault);
  const broken = result.contenders.filter(
    (contender) =>
      contender.behindBalancer.refused > 0 &&
      failover.summary.some((summary) => summary.contender === contender.contender),
  );
  return {
    id: 'failover',
    title: 'Failover: what users see, and what attackers get',
    lead: 'A steady stream of requests, some with valid credentials and some with revoked ones, while one thing breaks. A false accept is a revoked credential let in; a false reject is a valid user turned away.',
    blocks: [
      tableBlock(
        heatTable(
          'Faults and contenders, all trials together; each cell leads to its timeline',
          failover.summary.map((summary) => heatCell(result, summary)),
        ),
      ),
      ...broken.map(
        (contender): Block => ({
          kind: 'paragraph',
          text: refusalParagraph(contender, result.config.replicasPerContender),
        }),
      ),
      ...[...byFault].flatMap(([fault, summaries]) => faultBlocks(result, fault, summaries)),
    ],
  };
}

function heatCell(result: Result, summary: FailoverSummary): HeatCell {
  return {
    ...summary,
    outcome: failoverOutcome(summary, trialsOf(result, summary)),
    href: `#${timelineId(summary)}`,
  };
}

function timelineId({ fault, contender }: FailoverSummary): string {
  return `timeline-${fault}-${contender}`;
}

function faultBlocks(
  result: Result,
  fault: FaultName,
  summaries: readonly FailoverSummary[],
): Block[] {
  return [
    headingBlock(`fault-${fault}`, name(fault)),
    {
      kind: 'panels',
      panels: timelinePanels(result, summaries, timelineId),
      key: timelineKey(),
    },
    tableBlock(faultTable(fault, summaries)),
  ];
}

export function faultTable(fault: string, summaries: readonly FailoverSummary[]): Table {
  return {
    caption: `${name(fault)}: all trials together, longest window and recovery`,
    columns: [
      left('contender'),
      right('trials'),
      right('requests'),
      right('revoked accepted'),
      right('valid refused'),
      right('failed'),
      right('retried by the balancer'),
      right('error window'),
      right('healed after'),
    ],
    rows: summaries.map(faultRow),
  };
}

function faultRow(summary: FailoverSummary): Cell[] {
  const { errorWindowMs, recoveryMs } = summary;
  return [
    cell(name(summary.contender)),
    cell(String(summary.trials)),
    cell(count(summary.requests)),
    cell(count(summary.falseAccepts), summary.falseAccepts > 0 ? 'bad' : 'good'),
    cell(count(summary.falseRejects), summary.falseRejects > 0 ? 'bad' : 'good'),
    cell(count(summary.failed), summary.failed > 0 ? 'warn' : 'good'),
    cell(count(summary.retriedByBalancer)),
    cell(errorWindowMs === null ? 'none' : milliseconds(errorWindowMs)),
    cell(
      errorWindowMs === null
        ? absent
        : recoveryMs === null
          ? 'not in the watch'
          : milliseconds(recoveryMs),
    ),
  ];
}
