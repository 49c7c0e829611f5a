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
  const last = shown.at(-1);
  // Spaces at the end of a line help nobody.
  const sized = shown.map((column) => ({ ...column, isLast: column === last }));
  const header = sized.map((column) => bold(aligned(column.label, column), paint)).join(gap);
  const rows = table.rows.map((row) =>
    sized
      .map((column) => renderCell(row[column.index], column, paint))
      .join(gap)
      .trimEnd(),
  );
  const caption = bold(plain(table.caption).slice(0, width), paint);
  return [caption, header, ...rows].join('\n');
}

interface Sized extends Column {
  readonly width: number;
  readonly isLast: boolean;
}

function renderCell(cell: Cell | undefined, column: Sized, paint: Paint): string {
  return paint(aligned(plain(cell?.text ?? ''), column), cell?.tone ?? 'neutral');
}

function aligned(text: string, { align, width, isLast }: Sized): string {
  if (align === 'right') return text.padStart(width);
  return isLast ? text : text.padEnd(width);
}
