import type { FailoverSummary } from '../../../result/failover.ts';
import { type Cell, cell, type FilledColumn, left, type Table, tableOf } from '../../document.ts';
import { count, name } from '../../format.ts';
import { toneSigns } from '../../tone.ts';
import { type FailoverOutcome, failoverTones } from '../../verdicts/failover.ts';

/** What a fault did to a contender. */
export interface HeatCell
  extends Pick<FailoverSummary, 'contender' | 'falseAccepts' | 'falseRejects' | 'failed'> {
  /** Label of the fault in its form. */
  readonly fault: string;
  readonly outcome: FailoverOutcome;
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
  const column = (label: string, cellIn: (row: string) => Cell): FilledColumn<string> => [
    left(label),
    cellIn,
  ];
  if (faults.length < contenders.length) {
    const columns = faults.map((fault) => column(name(fault), (row) => cellOf(fault, row)));
    return tableOf(caption, contenders, [[left('contender'), name], ...columns], 'heat');
  }
  const columns = contenders.map((each) => column(name(each), (fault) => cellOf(fault, each)));
  const faultColumn = column('fault', (fault) => faultCell(fault, cells));
  return tableOf(caption, faults, [faultColumn, ...columns], 'heat');
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
    falseAccepts > 0 ? `${count(falseAccepts)} revoked let in${itsWay}` : '',
    falseRejects > 0 ? `${count(falseRejects)} valid turned away${itsWay}` : '',
    failed > 0 ? `${count(failed)} failed` : '',
  ].filter(Boolean);
  const said = lost.join(', ') || 'nothing lost';
  return `${toneSigns[failoverTones[outcome]]}\u00a0${said}${surprise ? '; not as expected' : ''}`;
}
