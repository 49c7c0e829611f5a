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

/**
 * Placeholders stand in the shown output for values that differ from run to run.
 *
 *   {ms}        a number of this kind            {ms<=50}   with a bound
 *   {n=2..4}    a number in a range              {jti:a}    the same value wherever `a` stands in the chapter
 *
 * A bound is a promise of the chapter. A time without a bound is shown, but not promised.
 */

interface Kind {
  /** The source of a regular expression. It has no capturing groups. */
  readonly pattern: string;
  readonly numeric: boolean;
}

const number = String.raw`-?\d+(?:\.\d+)?`;
const base64url = '[A-Za-z0-9_-]';

const kinds = {
  n: { pattern: String.raw`\d+`, numeric: true },
  ms: { pattern: number, numeric: true },
  us: { pattern: number, numeric: true },
  seconds: { pattern: number, numeric: true },
  percent: { pattern: number, numeric: true },
  ratio: { pattern: number, numeric: true },
  bytes: { pattern: String.raw`\d+`, numeric: true },
  port: { pattern: String.raw`\d{2,5}`, numeric: true },
  pid: { pattern: String.raw`\d+`, numeric: true },
  time: { pattern: String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z`, numeric: false },
  uuid: { pattern: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', numeric: false },
  jwt: { pattern: `eyJ${base64url}+\\.${base64url}+\\.${base64url}*`, numeric: false },
  jti: { pattern: `${base64url}{16,64}`, numeric: false },
  sid: { pattern: `[A-Za-z0-9_.%~-]{16,200}`, numeric: false },
  kid: { pattern: `${base64url}{8,64}`, numeric: false },
  base64url: { pattern: `${base64url}+`, numeric: false },
  hex: { pattern: '[0-9a-f]+', numeric: false },
  version: { pattern: String.raw`v?\d+(?:\.\d+)+`, numeric: false },
  word: { pattern: String.raw`\S+`, numeric: false },
  text: { pattern: '.+', numeric: false },
} as const satisfies Record<string, Kind>;
type KindName = keyof typeof kinds;

interface Placeholder {
  readonly kind: KindName;
  /** All values with the same label must be equal throughout the chapter. */
  readonly label: string | null;
  readonly low: number;
  readonly high: number;
  /** True for `<` and `>`, which exclude the bound itself. */
  readonly open: boolean;
  readonly source: string;
}

const shape =
  /^\{(?<kind>[a-z0-9]+)(?:(?<operator><=|>=|<|>)(?<bound>-?[\d.]+)|=(?<from>-?\d+(?:\.\d+)?)\.\.(?<to>-?\d+(?:\.\d+)?)|:(?<label>[a-z][a-z0-9-]*))?\}/;

function isKind(name: string): name is KindName {
  return Object.hasOwn(kinds, name);
}

/** The placeholder at the start of `text`, or null: most braces in JSON and shell text belong to no placeholder. */
function placeholderAt(text: string): Placeholder | null {
  const match = shape.exec(text);
  const groups = match?.groups ?? {};
  const { kind = '', label = null } = groups;
  if (match === null || !isKind(kind)) return null;
  const bounds = boundsFrom(groups);
  if (bounds !== unbounded && !kinds[kind].numeric) return null;
  return { kind, label, ...bounds, source: match[0] };
}

const unbounded = { low: -Infinity, high: Infinity, open: false };

function boundsFrom({ operator, bound, from, to }: Record<string, string>): typeof unbounded {
  if (from !== undefined) return { low: Number(from), high: Number(to), open: false };
  if (operator === undefined) return unbounded;
  const open = operator === '<' || operator === '>';
  return operator.startsWith('<')
    ? { low: -Infinity, high: Number(bound), open }
    : { low: Number(bound), high: Infinity, open };
}

function patternOf(placeholder: Placeholder): string {
  return kinds[placeholder.kind].pattern;
}

/** True when `value` keeps the bound. It has the form of the kind already. */
function withinBound(placeholder: Placeholder, value: string): boolean {
  if (placeholder.low === -Infinity && placeholder.high === Infinity) return true;
  const { low, high, open } = placeholder;
  const measured = Number(value);
  return open ? measured > low && measured < high : measured >= low && measured <= high;
}
