import type { Tone } from '../tone.ts';

/** The first table of a report: what each contender costs, and what it does when something is revoked or breaks. */
export interface Answer {
  /** Whether this run can be trusted. */
  readonly trust: { readonly tone: Tone; readonly text: string };
  readonly caption: string;
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly AnswerRow[];
  /** The ends of the axis that all bars of cost share. Null: no cost was measured. */
  readonly axis: { readonly from: number; readonly to: number } | null;
  /** How to read the signs, and what the costs are those of. */
  readonly notes: readonly string[];
}

export interface AnswerColumn {
  readonly label: string;
  /** For a terminal, where a table has 100 columns. */
  readonly short: string;
}

export interface AnswerRow {
  readonly contender: string;
  /** One for each column. */
  readonly cells: readonly AnswerCell[];
}

export interface AnswerCell {
  readonly tone: Tone;
  /** Whether the sign of the tone stands before the words. A cost and a count have no better and worse. */
  readonly signed: boolean;
  readonly text: string;
  readonly short: string;
  /** `#id` of its evidence. Null: the page shows none. */
  readonly href: string | null;
  /** The estimate and its 95 % interval, for the bar. Null: the cell is no cost. */
  readonly range: { readonly value: number; readonly low: number; readonly high: number } | null;
}

/** Ids of the page that hold the evidence, the closest first. */
export type Evidence = readonly string[];

/** A cell before it is known which of its places the page has. */
export interface Said extends Pick<AnswerCell, 'tone' | 'signed' | 'text' | 'short' | 'range'> {
  readonly evidence: Evidence;
}

/** A finding in words, with its sign. */
export function said(
  tone: Tone,
  [text, short]: readonly [text: string, short: string],
  evidence: Evidence,
): Said {
  return { tone, signed: true, text, short, range: null, evidence };
}

/** A figure or a remark that is neither good nor bad. */
export function remark(text: string, short: string, evidence: Evidence): Said {
  return { tone: 'neutral', signed: false, text, short, range: null, evidence };
}

export const notTried: Said = remark('not tried', 'not tried', []);
