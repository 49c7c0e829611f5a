import { type Placeholder, patternOf, placeholderAt, withinBound } from './placeholder.ts';

/** One compiled line of expected output. A run of blanks counts as one blank. Blanks at the ends are ignored. */
export interface LinePattern {
  readonly source: string;
  /** True for a line of three dots, which stands for any number of lines, or for none. */
  readonly anyLines: boolean;
  /** The values of the labelled placeholders, or null when `actual` does not match. */
  match(actual: string): readonly LabelledValue[] | null;
}

export interface LabelledValue {
  readonly label: string;
  readonly value: string;
}

type Piece = string | Placeholder | typeof anyText;
const anyText = Symbol('any text in a line');
const dots = '...';

export function compileLine(source: string): LinePattern {
  const pieces = split(normalise(source));
  const placeholders = pieces.filter((piece) => typeof piece === 'object');
  const regex = new RegExp(`^${pieces.map(regexOf).join('')}$`, 'u');
  return {
    source,
    anyLines: source.trim() === dots,
    match(actual) {
      const values = regex.exec(normalise(actual))?.slice(1);
      if (values === undefined) return null;
      const paired = placeholders.map((placeholder, index) => ({
        placeholder,
        value: values[index] ?? '',
      }));
      if (!paired.every(({ placeholder, value }) => withinBound(placeholder, value))) return null;
      return paired.flatMap(({ placeholder: { label }, value }) =>
        label === null ? [] : [{ label, value }],
      );
    },
  };
}

function normalise(line: string): string {
  return line.replaceAll(/\s+/g, ' ').trim();
}

function split(line: string): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  const add = (piece: Piece) => {
    if (literal !== '') pieces.push(literal);
    literal = '';
    pieces.push(piece);
  };
  for (let at = 0; at < line.length; ) {
    const placeholder = placeholderAt(line.slice(at));
    if (placeholder !== null) {
      add(placeholder);
      at += placeholder.source.length;
    } else if (line.startsWith(dots, at)) {
      add(anyText);
      at += dots.length;
    } else {
      literal += line.charAt(at);
      at += 1;
    }
  }
  if (literal !== '') pieces.push(literal);
  return pieces;
}

function regexOf(piece: Piece): string {
  if (piece === anyText) return '.*';
  if (typeof piece === 'string') return piece.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);
  return `(${patternOf(piece)})`;
}
