import { group } from 'd3-array';
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
  headingBlock,
  left,
  right,
  type Table,
  tableBlock,
} from '../../document.ts';
import { type FaultForm, faultLabel } from '../../evidence/faults.ts';
import { count, name } from '../../format.ts';

/** The project's fault matrix against what was observed; surprises open, the rest folded away. */
export function expectationBlocks(cells: readonly FailoverCell[]): Block[] {
  if (cells.length === 0) return [];
  const surprising = cells.filter((each) => each.agrees === false);
  const columns = [left('fault'), left('contender'), left('expected'), left('observed')];
  return [
    headingBlock('expected', 'Expected against observed'),
    ...(surprising.length === 0
      ? []
      : [
          tableBlock({
            caption: 'Surprises: cells that came out otherwise than the matrix says',
            columns: [...columns, left('in short'), left('why it was expected'), left('source')],
            rows: surprising.map((each) => [
              ...cellRow(each),
              cell(each.surprises.join('; '), 'bad'),
              cell(each.reason),
              cell(each.source),
            ]),
          }),
        ]),
    tableBlock(agreementTable(cells), true),
  ];
}

/** How many trials of each cell came out as the matrix says. */
function agreementTable(cells: readonly FailoverCell[]): Table {
  const contenders = [...new Set(cells.map((each) => each.contender))];
  return {
    caption: 'Trials that came out as expected, cell by cell',
    columns: [left('fault'), ...contenders.map((contender) => right(name(contender)))],
    rows: [...group(cells, faultLabel)].map(([label, own]) => [
      cell(name(label)),
      ...contenders.map((contender) =>
        agreementCell(own.find((each) => each.contender === contender)),
      ),
    ]),
  };
}

function agreementCell(found: FailoverCell | undefined): Cell {
  if (found === undefined) return cell('–');
  const text = `${found.trialsAgreeing} of ${found.trials}`;
  return found.agrees === false ? cell(text, 'bad') : cell(text);
}

function cellRow(found: FailoverCell): Cell[] {
  return [
    cell(name(faultLabel(found))),
    cell(name(found.contender)),
    cell(expectedText(found.expected)),
    cell(found.observed === null ? 'nothing valid' : observedText(found.observed)),
  ];
}

function expectedText({ users, revoked, redisFree }: ExpectedOutcome): string {
  return `${users.join(' or ')}, ${revoked.join(' or ')}, ${redisFree.join(' or ')}`;
}

function observedText({ users, revoked, redisFree, lasting }: CellOutcome): string {
  return `${users}, ${revoked}, ${redisFree}${lasting ? ', lasting' : ''}`;
}

/** Rules that must hold in every fault. */
export function invariantBlocks(invariants: readonly Invariant[]): Block[] {
  if (invariants.length === 0) return [];
  return [
    headingBlock('invariants', 'What must hold in every fault'),
    tableBlock({
      caption: 'Checked on the trials',
      columns: [left('rule'), right('trials checked'), right('broken'), left('where')],
      rows: invariants.map(({ invariant, checked, violations }) => [
        cell(invariant),
        cell(count(checked)),
        cell(count(violations.length), violations.length > 0 ? 'bad' : 'good'),
        cell(violations.join('; ')),
      ]),
    }),
  ];
}

/** What of the profile could not be done here: a gap must never look like a pass. */
export function skippedBlocks(
  skipped: readonly (FaultForm & { readonly because: string })[],
): Block[] {
  if (skipped.length === 0) return [];
  const items = skipped.map(
    (each) => `${name(faultLabel(each))} was not injected: ${each.because}`,
  );
  return [{ kind: 'list', items }];
}

/** An experiment that ended early must not look like one that found little. */
export function stoppedBlocks(stopped: string | null): Block[] {
  if (stopped === null) return [];
  return [{ kind: 'callout', tone: 'bad', text: `This experiment ended early. ${stopped}` }];
}
