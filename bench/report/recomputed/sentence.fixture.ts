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

/** Formulas of their own, so that a fault in those of the bench shows. */
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
