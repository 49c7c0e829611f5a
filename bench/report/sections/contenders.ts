import type { Result } from '../../result/result.ts';
import type { ContenderResult } from '../../result/run.ts';
import {
  type Block,
  cell,
  left,
  right,
  type Section,
  type Table,
  tableBlock,
} from '../document.ts';
import { count, name, percent, share } from '../format.ts';

/** Who was measured, and whether each keeps the contract, on one replica and behind the balancer. */
export function contenderSection(result: Result): Section {
  const replicas = result.config.replicasPerContender;
  const blocks: Block[] = [
    tableBlock(contenderTable(result.contenders)),
    ...result.contenders
      .filter((contender) => contender.behindBalancer.refused > 0)
      .map(
        (contender): Block => ({ kind: 'paragraph', text: refusalParagraph(contender, replicas) }),
      ),
  ];
  return {
    id: 'contenders',
    title: 'The contenders',
    lead: 'The same app, the same routes, the same answers; they differ in what is checked on each request.',
    blocks,
  };
}

/** The trap of server memory behind round robin, with this run's own figures. */
export function refusalParagraph(contender: ContenderResult, replicas: number): string {
  const { requests, refused } = contender.behindBalancer;
  const seen = `Behind the balancer ${name(contender.contender)} refused ${count(refused)} of ${count(requests)} requests that carried a valid credential (${share(refused, requests)}).`;
  const expected = (100 * (replicas - 1)) / replicas;
  const near = Math.abs((100 * refused) / requests - expected) < 10;
  if (contender.app !== 'sessions' || !near) return seen;
  return `${seen} Each replica keeps its sessions in its own memory, and round robin sends ${replicas - 1} of ${replicas} requests to a replica that has never heard of the user: ${percent(expected)} is what arithmetic expects. On one replica it keeps the contract. That is its result, not a defect of the run.`;
}

function contenderTable(contenders: readonly ContenderResult[]): Table {
  return {
    caption: 'Contenders and their contract',
    columns: [
      left('contender'),
      left('checked on each request'),
      right('round trips to Redis it claims'),
      right('contract checks passed'),
      right('valid refused behind the balancer'),
    ],
    rows: contenders.map((contender) => [
      cell(name(contender.contender)),
      cell(contender.check),
      cell(String(contender.expectedRoundTrips)),
      contractCell(contender.contract),
      cell(
        share(contender.behindBalancer.refused, contender.behindBalancer.requests),
        contender.behindBalancer.refused > 0 ? 'bad' : 'good',
      ),
    ]),
  };
}

function contractCell({ passed, failed }: ContenderResult['contract']) {
  if (failed.length === 0) return cell(`all ${passed}`, 'good');
  return cell(`${passed}, failed: ${failed.join(', ')}`, 'bad');
}
