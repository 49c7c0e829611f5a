import type { Cell, Column, Table, Tone } from '../document.ts';

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

/** What the report sets in type, as plain characters: no backticks, no no-break spaces. */
export function plain(text: string): string {
  return text.replaceAll('`', '').replaceAll('\u00a0', ' ').replaceAll('−', '-');
}

/** Colours a text by its tone, or returns it as it is. */
export type Paint = (text: string, tone: Tone | 'head') => string;

/** SGR codes of the basic colours, which every theme of a terminal makes readable. */
const codes: Readonly<Record<Tone | 'head', string | null>> = {
  good: '32',
  warn: '33',
  bad: '1;31',
  neutral: null,
  head: '1',
};

export function paintFor(colour: boolean): Paint {
  return (text, tone) => {
    const code = codes[tone];
    return colour && code !== null ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
}

export function bold(text: string, paint: Paint): string {
  return paint(text, 'head');
}

/** Breaks at spaces so that no line is longer than `width`, unless a single word is. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
