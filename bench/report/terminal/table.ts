import type { Column, Table, Tone } from '../document.ts';
import { absent } from '../format.ts';

const gap = '  ';

/**
 * An aligned table of at most `width` columns. The first columns are the ones that matter: what does not fit is
 * left out from the right, and a line below names it. A column of dashes says nothing.
 */
export function renderTable(table: Table, width: number, paint: Paint): string {
  // Without a row the caption says it all.
  if (table.rows.length === 0) return wrap(plain(table.caption), width).join('\n');
  const columns = table.columns.map((column, index) => ({
    ...column,
    index,
    width: Math.max(
      column.label.length,
      ...table.rows.map((row) => plain(row[index]?.text ?? '').length),
    ),
  }));
  const filled = columns.filter(({ index }) =>
    table.rows.some((row) => row[index]?.text !== absent),
  );
  const shown = filled.filter(
    (_, index) =>
      filled.slice(0, index + 1).reduce((sum, column) => sum + column.width + gap.length, 0) -
        gap.length <=
      width,
  );
  const header = lineOf(shown, (column) => [column.label, 'head'], paint);
  const rows = table.rows.map((row) =>
    lineOf(shown, ({ index }) => [plain(row[index]?.text ?? ''), row[index]?.tone], paint),
  );
  const caption = wrap(plain(table.caption), width).map((line) => bold(line, paint));
  const hidden = filled.slice(shown.length).map(({ label }) => label);
  const note =
    hidden.length === 0 ? [] : wrap(`A wider terminal also shows: ${hidden.join(', ')}.`, width);
  return [...caption, header, ...rows, ...note].join('\n');
}

interface Sized extends Column {
  readonly index: number;
  readonly width: number;
}

/** One line of a table. It ends with its last text: not even a colour hides spaces behind it. */
function lineOf(
  columns: readonly Sized[],
  cellOf: (column: Sized) => readonly [text: string, tone?: Tone | 'head' | undefined],
  paint: Paint,
): string {
  const cells = columns.map(cellOf);
  const last = cells.findLastIndex(([text]) => text !== '');
  return columns
    .slice(0, last + 1)
    .map(({ align, width }, index) => {
      const [text, tone = 'neutral'] = cells[index] ?? [''];
      const padded = align === 'right' ? text.padStart(width) : text.padEnd(width);
      return paint(index === last ? padded.trimEnd() : padded, tone);
    })
    .join(gap);
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
