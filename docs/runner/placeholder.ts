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
export type KindName = keyof typeof kinds;

export interface Placeholder {
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
export function placeholderAt(text: string): Placeholder | null {
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

export function patternOf(placeholder: Placeholder): string {
  return kinds[placeholder.kind].pattern;
}

/** True when `value` keeps the bound. It has the form of the kind already. */
export function withinBound(placeholder: Placeholder, value: string): boolean {
  if (placeholder.low === -Infinity && placeholder.high === Infinity) return true;
  const { low, high, open } = placeholder;
  const measured = Number(value);
  return open ? measured > low && measured < high : measured >= low && measured <= high;
}
