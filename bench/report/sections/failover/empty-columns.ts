import type { Table } from '../../document.ts';

/** Of columns of figures that are 0 in every row the caption tells, so that what is not 0 has the room. */
export function withoutEmptyColumns(table: Table): Table {
  const { caption, columns, rows } = table;
  const isEmpty = columns.map(
    ({ align }, index) =>
      align === 'right' && rows.length > 0 && rows.every((row) => row[index]?.text === '0'),
  );
  const empty = columns.filter((_, index) => isEmpty[index]).map(({ label }) => label);
  if (empty.length === 0) return table;
  return {
    ...table,
    caption: `${caption}; 0 in every row: ${empty.join(', ')}`,
    columns: columns.filter((_, index) => !isEmpty[index]),
    rows: rows.map((row) => row.filter((_, index) => !isEmpty[index])),
  };
}
