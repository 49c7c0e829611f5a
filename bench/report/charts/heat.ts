import { type Cell, cell, left, type Table } from '../document.ts';
import { count, name } from '../format.ts';
import { type FailoverOutcome, failoverTones } from '../verdicts/failover.ts';

export interface HeatCell {
  readonly contender: string;
  readonly fault: string;
  readonly outcome: FailoverOutcome;
  readonly falseAccepts: number;
  readonly falseRejects: number;
  readonly failed: number;
  /** Whether it came out otherwise than the project's matrix expects. */
  readonly surprise: boolean;
  /** Place of its timeline in the page. */
  readonly href: string;
}

/**
 * Faults against contenders, whichever are fewer from left to right. Each cell says in words and signs what its colour
 * says, and leads to its timeline.
 */
export function heatTable(caption: string, cells: readonly HeatCell[]): Table {
  const faults = [...new Set(cells.map((each) => each.fault))];
  const contenders = [...new Set(cells.map((each) => each.contender))];
  const cellOf = (fault: string, contender: string) =>
    heatCell(cells.find((each) => each.fault === fault && each.contender === contender));
  const table = { caption, look: 'heat' as const };
  if (faults.length < contenders.length) {
    return {
      ...table,
      columns: [left('contender'), ...faults.map((fault) => left(name(fault)))],
      rows: contenders.map((contender) => [
        cell(name(contender)),
        ...faults.map((fault) => cellOf(fault, contender)),
      ]),
    };
  }
  return {
    ...table,
    columns: [left('fault'), ...contenders.map((contender) => left(name(contender)))],
    rows: faults.map((fault) => [
      cell(name(fault)),
      ...contenders.map((contender) => cellOf(fault, contender)),
    ]),
  };
}

function heatCell(found: HeatCell | undefined): Cell {
  if (found === undefined) return cell('not run');
  return { text: heatText(found), tone: failoverTones[found.outcome], href: found.href };
}

function heatText({ outcome, falseAccepts, falseRejects, failed, surprise }: HeatCell): string {
  const lost = [
    falseAccepts > 0 ? `◆ ${count(falseAccepts)} revoked let in` : '',
    falseRejects > 0 ? `■ ${count(falseRejects)} valid refused` : '',
    failed > 0 ? `▲ ${count(failed)} failed` : '',
  ].filter((part) => part !== '');
  const said = lost.length === 0 ? '✓ nothing lost' : lost.join(', ');
  const before = outcome === 'as-before' ? '; the same without a fault' : '';
  return `${said}${before}${surprise ? '; ‼ not as expected' : ''}`;
}
