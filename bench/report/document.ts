import type { ExperimentName } from '../result/run.ts';
import type { Answer } from './answer/answer.ts';
import { count } from './format.ts';
import type { Markup } from './markup.ts';
import type { Tone } from './tone.ts';

export type { Tone } from './tone.ts';

/**
 * What a report says, before it is HTML, Markdown or lines on a screen. Texts are plain; a part between
 * `backticks` is a name (of a contender, a fault, a file) and is set as one.
 */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly Section[];
  /** By the id of a section or heading: what was found there, in one line that is read without the rest. */
  readonly findings: ReadonlyMap<string, string>;
  /** By the id of a section: how far it can be trusted, in a few words. Only the sections with gates have one. */
  readonly states: ReadonlyMap<string, Cell>;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** One or two sentences: the question that the section answers. */
  readonly lead: string | null;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | Heading
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'callout'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly Verdict[] }
  | { readonly kind: 'table'; readonly table: Table; readonly folded: boolean }
  | { readonly kind: 'figure'; readonly figure: Figure }
  | { readonly kind: 'panels'; readonly panels: readonly Panel[] }
  | { readonly kind: 'key'; readonly entries: readonly KeyEntry[] };

export interface Heading {
  readonly kind: 'heading';
  /** Null: it only divides a section, and no link leads to it. */
  readonly id: string | null;
  readonly text: string;
}

/** One number of the trust panel, large, with its meaning under it. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone: Tone;
}

/** A sentence computed from the trials, and what it rests on: interval, number of trials, validity gates. */
export interface Verdict {
  readonly experiment: ExperimentName;
  readonly tone: Tone;
  readonly headline: string;
  readonly evidence: readonly string[];
}

export interface Table {
  readonly caption: string;
  /** `heat`: cells are tinted by their tone. `pairs`: a list of settings. `prose`: sentences. Default: plain. */
  readonly look?: 'heat' | 'pairs' | 'prose' | undefined;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly label: string;
  readonly align: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** Of another page, or `#id` of a place in this one. */
  readonly href?: string;
}

/** A chart, and the same data as a table for readers who do not see the chart. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  /** How to read it, in a sentence or two, under the chart. */
  readonly caption: string;
  /** The same chart drawn for a wide and for a narrow page, so that its text is readable on both. */
  readonly wide: Markup;
  readonly narrow: Markup;
  readonly table: Table;
}

/** What one colour or sign of a chart stands for. */
export interface KeyEntry {
  readonly label: string;
  readonly swatch: Markup;
}

/** One of several small charts with the same axes. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly tone: Tone;
  readonly drawing: Markup;
}

/** A left-aligned cell of plain text. */
export function cell(text: string, tone?: Tone): Cell {
  return tone === undefined ? { text } : { text, tone };
}

/** A column, and what stands in it in each row: a cell, or the text of one. */
export type FilledColumn<Row> = readonly [column: Column, cellOf: (row: Row) => Cell | string];

/** A table that says the same of each of its rows. */
export function tableOf<Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly FilledColumn<Row>[],
  look?: Table['look'],
): Table {
  return {
    caption,
    look,
    columns: columns.map(([column]) => column),
    rows: rows.map((row) =>
      columns.map(([, cellOf]) => {
        const content = cellOf(row);
        return typeof content === 'string' ? cell(content) : content;
      }),
    ),
  };
}

/** A count, and the tone that it has unless it is 0. */
export function countCell(value: number, tone: Tone, toneOfNone: Tone = 'neutral'): Cell {
  return cell(count(value), value > 0 ? tone : toneOfNone);
}

/** The cell of a check: green when it passed, red when it did not. */
export function yesOrNo(passed: boolean): Cell {
  return passed ? cell('yes', 'good') : cell('no', 'bad');
}

export function left(label: string): Column {
  return { label, align: 'left' };
}

export function right(label: string): Column {
  return { label, align: 'right' };
}

/** A table that is open, or folded away under its caption. */
export function tableBlock(table: Table, folded = false): Block {
  return { kind: 'table', table, folded };
}

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

/** Blocks as they are built: lists in lists, and `false` or `null` for what the run does not hold. */
export type Content = Block | readonly Content[] | false | null;

function flattened(content: Content): Block[] {
  if (content === null || content === false) return [];
  return 'kind' in content ? [content] : content.flatMap(flattened);
}

export function section(
  id: string,
  title: string,
  lead: string | null,
  content: readonly Content[],
): Section {
  return { id, title, lead, blocks: flattened(content) };
}

/** The content under a heading, or nothing when there is no content. */
export function titled(id: string | null, text: string, ...content: readonly Content[]): Block[] {
  const blocks = flattened(content);
  return blocks.length === 0 ? [] : [{ kind: 'heading', id, text }, ...blocks];
}
