import { type Cell, cell, left, type Table } from '../../document.ts';
import { count, name } from '../../format.ts';
import { type FailoverOutcome, failoverTones } from '../../verdicts/failover.ts';

export interface HeatCell {
  readonly contender: string;
  readonly fault: string;
  readonly outcome: FailoverOutcome;
  readonly falseAccepts: number;
  readonly falseRejects: number;
  readonly failed: number;
  /** Whether it came out otherwise than the project's matrix expects. */
  readonly surprise: boolean;
  /** Place of its timeline in the page; null: nothing to see. */
  readonly href: string | null;
  /** Place of its fault. */
  readonly faultHref: string;
}

/**
 * Faults against contenders, whichever are fewer from left to right. Each cell says in words and signs what its colour
 * says, and leads to its timeline where one was drawn.
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
      faultCell(fault, cells),
      ...contenders.map((contender) => cellOf(fault, contender)),
    ]),
  };
}

function faultCell(fault: string, cells: readonly HeatCell[]): Cell {
  const href = cells.find((each) => each.fault === fault)?.faultHref;
  return href === undefined ? cell(name(fault)) : { text: name(fault), href };
}

function heatCell(found: HeatCell | undefined): Cell {
  if (found === undefined) return cell('not run');
  const said = { text: heatText(found), tone: failoverTones[found.outcome] };
  return found.href === null ? said : { ...said, href: found.href };
}

function heatText({ outcome, falseAccepts, falseRejects, failed, surprise }: HeatCell): string {
  const itsWay = outcome === 'as-before' ? ' as without a fault' : '';
  const lost = [
    falseAccepts > 0 ? `◆\u00a0${count(falseAccepts)} revoked let in${itsWay}` : '',
    falseRejects > 0 ? `■\u00a0${count(falseRejects)} valid refused${itsWay}` : '',
    failed > 0 ? `▲\u00a0${count(failed)} failed` : '',
  ].filter((part) => part !== '');
  const said = lost.length === 0 ? '✓ nothing lost' : lost.join(', ');
  return `${said}${surprise ? '; ‼ not as expected' : ''}`;
}
