import { group, sum } from 'd3-array';
import type {
  CellOutcome,
  ExpectedOutcome,
  FailoverCell,
  Invariant,
} from '../../../result/failover-cell.ts';
import {
  type Block,
  type Cell,
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
import { count, name, names } from '../../format.ts';

/** The project's fault matrix against what was observed; surprises open, the rest folded away. */
export function expectationBlocks(cells: readonly FailoverCell[]): Block[] {
  if (cells.length === 0) return [];
  const surprising = cells.filter((each) => each.agrees === false);
  const columns = [left('fault'), left('contenders'), left('expected'), left('observed')];
  return titled(
    'expected',
    'Expected against observed',
    surprising.length > 0 &&
      tableBlock({
        caption: 'Surprises: cells that came out otherwise than the matrix says',
        columns: [...columns, left('in short'), left('why it was expected'), left('source')],
        rows: surpriseRows(surprising),
      }),
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
  const rows = group([...group(cells, inFault).values()], alike);
  return {
    caption: 'The whole matrix: valid users, revoked credentials, routes that need no Redis',
    columns: [
      left('faults'),
      left('contenders'),
      left('expected'),
      left('observed, at worst'),
      right('trials as expected'),
    ],
    rows: [...rows.values()].flatMap((sets) => {
      const own = sets.flat();
      const [first] = own;
      if (first === undefined) return [];
      const [expected, observed] = compared(first);
      return [
        [
          cell(names([...new Set(own.map(faultLabel))])),
          cell(names(contendersOf(own))),
          cell(expected),
          cell(
            observed === expected ? 'as expected' : observed,
            first.agrees === false ? 'bad' : 'neutral',
          ),
          cell(`${sum(own, (each) => each.trialsAgreeing)} of ${sum(own, (each) => each.trials)}`),
        ],
      ];
    }),
  };
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
function surpriseRows(surprising: readonly FailoverCell[]): Cell[][] {
  const rowOf = (each: FailoverCell) => {
    const said = [...compared(each), each.surprises.join('; '), each.reason, each.source];
    return [name(faultLabel(each)), ...said];
  };
  return [...group(surprising, (each) => JSON.stringify(rowOf(each))).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const [fault = '', expected = '', observed = '', inShort = '', ...why] = rowOf(first);
    return [
      [
        cell(fault),
        cell(names(contendersOf(own))),
        cell(expected),
        cell(observed),
        cell(inShort, 'bad'),
        ...why.map((text) => cell(text)),
      ],
    ];
  });
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
