import type { Table } from './document.ts';
import type { absent } from './format.ts';

/**
 * Of columns of figures that are 0 in every row, or absent, the caption tells, so that the others have the room.
 *
 * @param nothing what stands in each row of such a column.
 */
export function withoutEmptyColumns(table: Table, nothing: '0' | typeof absent = '0'): Table {
  const { caption, columns, rows } = table;
  const isEmpty = columns.map(
    ({ align }, index) =>
      align === 'right' && rows.length > 0 && rows.every((row) => row[index]?.text === nothing),
  );
  const empty = columns.filter((_, index) => isEmpty[index]).map(({ label }) => label);
  if (empty.length === 0) return table;
  const told =
    nothing === '0'
      ? `0 in every row: ${empty.join(', ')}`
      : `not known in any row: ${empty.map((label) => `“${label}”`).join(', ')}`;
  return {
    ...table,
    caption: `${caption}; ${told}`,
    columns: columns.filter((_, index) => !isEmpty[index]),
    rows: rows.map((row) => row.filter((_, index) => !isEmpty[index])),
  };
}
