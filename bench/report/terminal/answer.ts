import type { Result } from '../../result/result.ts';
import { guidance } from '../answer/guidance.ts';
import { answerOf, answerTable, shortLabels, shortWords } from '../answer/table.ts';
import type { Table } from '../document.ts';
import { type Paint, plain, renderTable, wrap } from './table.ts';

/** The first table of a report on the screen. It has few characters for each cell, so a line says what they mean. */
export function answerLines(result: Result, columns: number, paint: Paint): string[] {
  const answer = answerOf(result, new Set());
  if (answer.rows.length === 0) return [];
  const tables = tablesWithin(answerTable(answer, { labels: 'short', cells: 'short' }), columns);
  return [
    '',
    ...tables.flatMap((table, index) => [
      ...(index === 0 ? [] : ['']),
      renderTable(table, columns, paint),
    ]),
    ...[...answer.notes, shortLabels, shortWords, ...guidance(result)].flatMap((text) =>
      wrap(plain(text), columns),
    ),
  ];
}

/** As many tables as it takes to show every column. Each begins with the first column. */
export function tablesWithin(table: Table, columns: number): Table[] {
  let shown = table.columns.length;
  while (shown > 2 && widthOf(first(table, shown)) > columns) shown -= 1;
  if (shown === table.columns.length) return [table];
  const rest: Table = {
    caption: 'The same, continued',
    columns: withoutSecondTo(table.columns, shown),
    rows: table.rows.map((row) => withoutSecondTo(row, shown)),
  };
  return [first(table, shown), ...tablesWithin(rest, columns)];
}

function first(table: Table, shown: number): Table {
  return {
    ...table,
    columns: table.columns.slice(0, shown),
    rows: table.rows.map((row) => row.slice(0, shown)),
  };
}

function withoutSecondTo<Each>(all: readonly Each[], shown: number): Each[] {
  return [...all.slice(0, 1), ...all.slice(shown)];
}

/** As `renderTable` sets it: two spaces between two columns. */
function widthOf({ columns, rows }: Table): number {
  const widths = columns.map(({ label }, index) =>
    Math.max(plain(label).length, ...rows.map((row) => plain(row[index]?.text ?? '').length)),
  );
  return widths.reduce((sum, each) => sum + each + 2, -2);
}
