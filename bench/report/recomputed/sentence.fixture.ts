import type { Result } from '../../result/result.ts';
import type { Block, ReportDocument } from '../document.ts';

/** A text of a report that says something, or the caption of what does. Cells of tables are none. */
export interface Sentence {
  readonly section: string;
  /** What it belongs to: the headline of a verdict for its evidence, the title of a figure, or the heading above. */
  readonly about: string;
  readonly text: string;
}

/** One kind of sentence, or of a part of one, with the figures that a second computation finds for it. */
export interface Kind {
  /** With the flags `d` and `g`. A named group that is in `figures` holds a figure; the others hold words. */
  readonly pattern: RegExp;
  /** Group to value: a number, or milliseconds where a unit of time is printed. None: the figure is fixed by the code. */
  readonly figures: (
    groups: Readonly<Record<string, string>>,
    sentence: Sentence,
    result: Result,
  ) => Readonly<Record<string, number>>;
}

export function sentencesOf({ sections }: ReportDocument): Sentence[] {
  return sections.flatMap(({ id, lead, blocks }) => {
    let about = '';
    return [
      { about, text: lead ?? '' },
      ...blocks.flatMap((block) => {
        if (block.kind === 'heading') about = block.text;
        return textsOf(block, about);
      }),
    ].map((found) => ({
      section: id,
      about: plain(found.about),
      text: plain(found.text),
    }));
  });
}

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

function textsOf(block: Block, about: string): Omit<Sentence, 'section'>[] {
  const said = (...texts: readonly string[]) => texts.map((text) => ({ about, text }));
  switch (block.kind) {
    case 'answer':
      return said(block.answer.trust.text, block.answer.caption, ...block.answer.notes);
    case 'heading':
    case 'paragraph':
    case 'callout':
      return said(block.text);
    case 'list':
      return said(...block.items);
    case 'facts':
      return said(...block.facts.map(({ label, value, note }) => `${label}: ${value}; ${note}`));
    case 'verdicts':
      return block.verdicts.flatMap(({ headline, evidence }) => [
        ...said(headline),
        ...evidence.map((text) => ({ about: headline, text })),
      ]);
    case 'table':
      return said(block.table.caption);
    case 'figure':
      return [block.figure.caption, block.figure.table.caption].map((text) => ({
        about: block.figure.title,
        text,
      }));
    case 'panels':
      return said(...block.panels.map(({ title, summary }) => `${title}: ${summary}`));
    case 'code':
    case 'key':
      return [];
  }
}

const time = String.raw`(?:< )?[\d.,]+ (?:ms|s|min|h)(?: \d+ (?:s|min))?`;
const number = String.raw`−?[\d.,]+`;

/** A pattern in which `<time>` and `<number>` stand for a figure of that form. */
export function pattern(source: string): RegExp {
  return new RegExp(source.replaceAll('<time>', time).replaceAll('<number>', number), 'dg');
}

/** The tests have formulas of their own: a fault in a formula of the bench then shows as a difference. */
export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

export function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return Number.isInteger(half)
    ? ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
    : (sorted[Math.floor(half)] ?? Number.NaN);
}

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
  const missed = spansOf(text, /\d+/g)
    .filter(([from, to]) => !known.some(([start, end]) => start <= from && to <= end))
    .map(([from, to]) => text.slice(from, to));
  const computed = found.filter(({ expected }) => expected !== null);
  return {
    recomputed: computed.length,
    problems: [
      ...computed.flatMap(({ printed, expected }) =>
        isPrinted(printed, expected ?? Number.NaN) ? [] : [`${printed} is ${expected}`],
      ),
      ...(missed.length === 0 ? [] : [`${missed.join(', ')}: not computed again`]),
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
