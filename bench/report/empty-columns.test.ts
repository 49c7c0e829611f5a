import { expect, test } from 'vitest';
import { cell, left, right, type Table } from './document.ts';
import { withoutEmptyColumns } from './empty-columns.ts';

const table: Table = {
  caption: 'all trials',
  columns: [left('contender'), right('failed'), right('retried'), right('cut short')],
  rows: [
    [cell('sessions'), cell('0'), cell('3'), cell('0')],
    [cell('tokens'), cell('0'), cell('0'), cell('unknown')],
  ],
};

test('a column that is 0 in every row is told by the caption', () => {
  expect(withoutEmptyColumns(table)).toEqual({
    caption: 'all trials; 0 in every row: failed',
    columns: [left('contender'), right('retried'), right('cut short')],
    rows: [
      [cell('sessions'), cell('3'), cell('0')],
      [cell('tokens'), cell('0'), cell('unknown')],
    ],
  });
});

test('a table without such a column, or without rows, stays as it is', () => {
  expect(withoutEmptyColumns({ ...table, rows: [] })).toEqual({ ...table, rows: [] });
  const full = { ...table, columns: table.columns.slice(2, 3), rows: [[cell('1')]] };
  expect(withoutEmptyColumns(full)).toBe(full);
});
