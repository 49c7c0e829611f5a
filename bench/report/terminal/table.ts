import type { Cell, Column, Table } from '../document.ts';
import { bold, type Paint } from './paint.ts';
import { plain } from './text.ts';

const gap = '  ';

/**
 * An aligned table of at most `width` columns. The first columns are the ones that matter: what does not fit is
 * left out from the right, and the report has it.
 */
export function renderTable(table: Table, width: number, paint: Paint): string {
  const columns = table.columns.map((column, index) => ({
    ...column,
    index,
    width: Math.max(
      column.label.length,
      ...table.rows.map((row) => plain(row[index]?.text ?? '').length),
    ),
  }));
  const shown = columns.filter(
    (_, index) =>
      columns.slice(0, index + 1).reduce((sum, column) => sum + column.width + gap.length, 0) -
        gap.length <=
      width,
  );
  const header = shown.map((column) => bold(aligned(column.label, column), paint)).join(gap);
  const rows = table.rows.map((row) =>
    shown
      .map((column) => renderCell(row[column.index], column, paint))
      .join(gap)
      .trimEnd(),
  );
  const caption = bold(plain(table.caption).slice(0, width), paint);
  return [caption, header.trimEnd(), ...rows].join('\n');
}

interface Sized extends Column {
  readonly width: number;
}

function renderCell(cell: Cell | undefined, column: Sized, paint: Paint): string {
  return paint(aligned(plain(cell?.text ?? ''), column), cell?.tone ?? 'neutral');
}

function aligned(text: string, { align, width }: Sized): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}
