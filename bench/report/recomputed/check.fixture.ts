import type { Result } from '../../result/result.ts';
import { type Kind, type Sentence, sumOf } from './sentence.fixture.ts';

/** What a check of a sentence found: how many of its figures were computed again, and what is wrong with them. */
export interface Check {
  readonly recomputed: number;
  readonly problems: readonly string[];
}

/**
 * Computes every figure of a sentence again. A figure that no kind knows is a problem, and so is one that differs by more
 * than the rounding of its last digit. Names between backticks and texts that the file holds word for word are no figures.
 */
export function checkSentence(sentence: Sentence, result: Result, kinds: readonly Kind[]): Check {
  const { text } = sentence;
  const found = kinds.flatMap((kind) =>
    [...text.matchAll(kind.pattern)].flatMap((match) => figuresIn(match, kind, sentence, result)),
  );
  const known = [
    ...spansOf(text, /`[^`]*`/g),
    ...recordedSpans(text, result),
    ...found.map(({ span }) => span),
  ];
  const unknown = spansOf(text, /\d+/g).filter(
    ([from, to]) => !known.some(([start, end]) => start <= from && to <= end),
  );
  const computed = found.filter(({ expected }) => expected !== null);
  return {
    recomputed: computed.length,
    problems: [
      ...computed.flatMap(({ printed, expected }) =>
        isPrinted(printed, expected ?? Number.NaN) ? [] : [`${printed} is ${expected}`],
      ),
      ...unknown.map(([from, to]) => `${text.slice(from, to)} is not computed again`),
    ].map((problem) => `${text}\n  ${problem}`),
  };
}

type Span = readonly [from: number, to: number];

interface Figure {
  readonly span: Span;
  readonly printed: string;
  /** Null: the figure is fixed by the code. */
  readonly expected: number | null;
}

function figuresIn(
  match: RegExpExecArray,
  { figures }: Kind,
  sentence: Sentence,
  result: Result,
): Figure[] {
  const { groups = {} } = match;
  const found = Object.entries(figures(groups, sentence, result)).flatMap(([name, expected]) => {
    const [printed, span] = [groups[name], match.indices?.groups?.[name]];
    return printed === undefined || span === undefined ? [] : [{ span, printed, expected }];
  });
  const [span, printed] = [match.indices?.[0], match[0]];
  return found.length > 0 || span === undefined ? found : [{ span, printed, expected: null }];
}

function spansOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => [index, index + found.length]);
}

/** Descriptions of faults, settings and machines come from the file as they are. */
function recordedSpans(text: string, { environment, failover, revocation }: Result): Span[] {
  const recorded = [
    environment.cpuModel,
    ...(failover?.faults ?? []).flatMap(({ done, advice, settings }) => [
      ...[done, advice],
      ...Object.entries(settings).map(([setting, value]) => `${setting} ${value}`),
    ]),
    ...(failover?.cells ?? []).flatMap(({ surprises }) => surprises),
    ...(revocation?.summary.flatMap(({ boundBecause }) => boundBecause ?? []) ?? []),
    ...(revocation?.correctness.flatMap(({ expected, observed }) => [expected, observed]) ?? []),
  ];
  return recorded.flatMap((each) => {
    const from = text.indexOf(each);
    return from < 0 ? [] : [[from, from + each.length] as const];
  });
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

const words: Readonly<Record<string, number>> = { no: 0, none: 0, one: 1, once: 1 };

/** Whether a figure is printed as `expected` would be, by its last digit. */
function isPrinted(printed: string, expected: number): boolean {
  const word = words[printed];
  if (word !== undefined) return word === expected;
  const parts = [...printed.replaceAll('−', '-').matchAll(/(-?[\d.,]+) ?(ms|s|min|h)?/g)].map(
    ([, digits = '', unit = '']) => partOf(digits.replaceAll(',', ''), unitsMs[unit] ?? 1),
  );
  const value = sumOf(parts.map((part) => part.value));
  // Hours and minutes are printed with the rest cut off, single figures are rounded.
  const last = parts.at(-1)?.lastDigit ?? 0;
  const within = parts.length > 1 ? last : last / 2;
  if (printed.startsWith('<')) return expected <= value;
  return parts.length > 0 && Math.abs(value - expected) <= within * (1 + 1e-6) + 1e-9;
}

function partOf(digits: string, scale: number) {
  const decimals = digits.split('.')[1]?.length ?? 0;
  return { value: scale * Number(digits), lastDigit: scale * 10 ** -decimals };
}
