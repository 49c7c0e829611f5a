import { group, sum } from 'd3-array';
import type {
  CellOutcome,
  ExpectedOutcome,
  FailoverCell,
  Invariant,
} from '../../../result/failover-cell.ts';
import {
  type Block,
  cell,
  countCell,
  left,
  right,
  type Table,
  tableBlock,
  tableOf,
  titled,
} from '../../document.ts';
import { type FaultForm, faultLabel } from '../../evidence/faults.ts';
import { contenderNames, count, name, names } from '../../format.ts';

/** The project's fault matrix against what was observed; surprises open, the rest folded away. */
export function expectationBlocks(cells: readonly FailoverCell[]): Block[] {
  if (cells.length === 0) return [];
  const surprising = cells.filter((each) => each.agrees === false);
  const untold = cells.filter((each) => each.cannotTell.length > 0);
  return titled(
    'expected',
    'Expected against observed',
    surprising.length > 0 && tableBlock(surpriseTable(surprising)),
    untold.length > 0 && tableBlock(untoldTable(untold)),
    tableBlock(matrixTable(cells), true),
  );
}

/**
 * Every cell, expected and observed. Contenders that have both in common share a row, and so do faults in which the
 * same contenders came out alike, in every trial as expected.
 */
function matrixTable(cells: readonly FailoverCell[]): Table {
  const inFault = (each: FailoverCell) => JSON.stringify([faultLabel(each), ...compared(each)]);
  const alike = (own: readonly FailoverCell[]) =>
    own.every((each) => each.trialsAgreeing === each.trials)
      ? JSON.stringify([contendersOf(own), ...own.slice(0, 1).map(compared)])
      : own.map(inFault).join();
  const rows = [...group([...group(cells, inFault).values()], alike).values()].map((sets) =>
    rowOf(sets.flat()),
  );
  return tableOf(
    'The whole matrix: valid users, revoked credentials, routes that need no Redis',
    rows,
    [
      [left('faults'), ({ own }) => names([...new Set(own.map(faultLabel))])],
      [left('contenders'), ({ own }) => contenderNames(own)],
      [left('expected'), ({ expected }) => expected],
      [
        left('observed, at worst'),
        ({ expected, observed, first }) =>
          cell(
            observed === expected ? 'as expected' : observed,
            first?.agrees === false ? 'bad' : 'neutral',
          ),
      ],
      [
        right('trials as expected'),
        ({ own }) =>
          `${sum(own, (each) => each.trialsAgreeing)} of ${sum(own, (each) => each.trials)}`,
      ],
    ],
  );
}

/** The cells that share a row, and what all of them have in common. */
function rowOf(own: readonly FailoverCell[]) {
  const [first] = own;
  const [expected = '', observed = ''] = first === undefined ? [] : compared(first);
  return { own, first, expected, observed };
}

function contendersOf(cells: readonly FailoverCell[]): string[] {
  return [...new Set(cells.map(({ contender }) => contender))];
}

function compared(found: FailoverCell): readonly [string, string] {
  return [
    expectedText(found.expected),
    found.observed === null ? 'nothing valid' : observedText(found.observed),
  ];
}

/** Contenders with the same surprise share a row. */
function surpriseTable(surprising: readonly FailoverCell[]): Table {
  const alike = (each: FailoverCell) =>
    JSON.stringify([faultLabel(each), compared(each), each.surprises, each.reason, each.source]);
  const rows = [...group(surprising, alike).values()].map(rowOf);
  return tableOf('Surprises: cells that came out otherwise than the matrix says', rows, [
    [left('fault'), ({ own }) => names([...new Set(own.map(faultLabel))])],
    [left('contenders'), ({ own }) => contenderNames(own)],
    [left('expected'), ({ expected }) => expected],
    [left('observed'), ({ observed }) => observed],
    [left('in short'), ({ first }) => cell(first?.surprises.join('; ') ?? '', 'bad')],
    [left('why it was expected'), ({ first }) => first?.reason ?? ''],
    [left('source'), ({ first }) => first?.source ?? ''],
  ]);
}

/** Cells that differ from the matrix by nothing that the lack of processor time does not explain. */
function untoldTable(untold: readonly FailoverCell[]): Table {
  return tableOf('Cannot tell: the machine had no processor time to spare', untold, [
    [left('fault'), (each) => name(faultLabel(each))],
    [left('contender'), (each) => name(each.contender)],
    [left('observed'), (each) => compared(each)[1]],
    [left('in short'), (each) => each.cannotTell.join('; ')],
  ]);
}

function expectedText({ users, revoked, redisFree, lasting }: ExpectedOutcome): string {
  const asked = `${users.join(' or ')}, ${revoked.join(' or ')}, ${redisFree.join(' or ')}`;
  return lasting.includes(true)
    ? `${asked}, ${lasting.length > 1 ? 'perhaps ' : ''}lasting`
    : asked;
}

function observedText({ users, revoked, redisFree, lasting }: CellOutcome): string {
  return `${users}, ${revoked}, ${redisFree}${lasting ? ', lasting' : ''}`;
}

/** Rules that must hold in every fault. */
export function invariantBlocks(invariants: readonly Invariant[]): Block[] {
  const table = tableOf('Checked on the trials', invariants, [
    [left('rule'), (row) => row.invariant],
    [right('trials checked'), (row) => count(row.checked)],
    [right('broken'), (row) => countCell(row.violations.length, 'bad', 'good')],
    [left('where'), (row) => row.violations.join('; ')],
  ]);
  const title = 'What must hold in every fault';
  return titled('invariants', title, invariants.length > 0 && tableBlock(table));
}

/** The faults of the profile that could not be injected here. A gap must never look like a pass. */
export function skippedBlock(
  skipped: readonly (FaultForm & { readonly because: string })[],
): Block | null {
  if (skipped.length === 0) return null;
  const items = skipped.map(
    (each) => `${name(faultLabel(each))} was not injected: ${each.because}`,
  );
  return { kind: 'list', items };
}

/** An experiment that ended early must not look like one that found little. */
export function stoppedBlock(stopped: string | null): Block | null {
  if (stopped === null) return null;
  return { kind: 'callout', tone: 'bad', text: `This experiment ended early. ${stopped}` };
}
