/** The parts of Markdown that the runner and the checks need: fences, prose and the tables in it. */

export interface Fence {
  /** 1-based line of the opening fence. */
  readonly line: number;
  readonly language: string;
  /** The rest of the info string: `timeout=60 skip=compose`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly body: readonly string[];
}

export interface ProseLine {
  readonly line: number;
  readonly text: string;
}

export interface Markdown {
  /** The path as the caller gave it. Every message names it. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly fences: readonly Fence[];
  /** Every line outside of fences. */
  readonly prose: readonly ProseLine[];
}

const opening = /^(?<ticks>`{3,})(?<language>[^\s`]*)(?<rest>[^`]*)$/;

/** Throws when a fence is never closed: the runner would silently skip everything after it. */
export function parseMarkdown(path: string, text: string): Markdown {
  const lines = text.split('\n');
  const fences: Fence[] = [];
  const prose: ProseLine[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const { ticks, language = '', rest = '' } = opening.exec(lines[at] ?? '')?.groups ?? {};
    if (ticks === undefined) {
      prose.push({ line: at + 1, text: lines[at] ?? '' });
      continue;
    }
    const end = lines.findIndex((line, index) => index > at && line.trimEnd() === ticks);
    if (end === -1) throw new Error(`${path}:${at + 1}: this fence is never closed`);
    const body = lines.slice(at + 1, end);
    fences.push({ line: at + 1, language, attributes: attributesIn(rest), body });
    at = end;
  }
  return { path, lines, fences, prose };
}

function attributesIn(rest: string): ReadonlyMap<string, string> {
  const words = rest.split(/\s+/).filter((word) => word !== '');
  return new Map(
    words.map((word) => {
      const [name = '', ...value] = word.split('=');
      return [name, value.join('=')];
    }),
  );
}

/** A row of a table under its head. */
export interface TableRow {
  readonly line: number;
  /** Each cell by the text above it in the head. */
  readonly cells: ReadonlyMap<string, string>;
  /** The number of its cells less that of the head's: 0 in a row that is right. */
  readonly surplus: number;
}

const underHead = /^\|(?:\s*:?-+:?\s*\|)+\s*$/;

/** The rows of all tables of a page, from top to bottom. A bar inside a cell is written `\|`. */
export function tableRowsOf({ prose }: Pick<Markdown, 'prose'>): TableRow[] {
  const rows: TableRow[] = [];
  let head: readonly string[] = [];
  for (const [index, { line, text }] of prose.entries()) {
    const isHead = underHead.test(prose[index + 1]?.text ?? '');
    if (!text.startsWith('|')) head = [];
    else if (isHead) head = cellsIn(text);
    else if (head.length > 0 && !underHead.test(text)) {
      const cells = cellsIn(text);
      const byName = new Map(head.map((name, at) => [name, cells[at] ?? '']));
      rows.push({ line, cells: byName, surplus: cells.length - head.length });
    }
  }
  return rows;
}

function cellsIn(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** A mistake on a page that a check found without running a command. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

export function printProblem({ path, line, problem }: Problem): string {
  return `${path}:${line}: ${problem}`;
}
