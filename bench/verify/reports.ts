import { renderHtml } from '../report/html.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Result } from '../result/result.ts';
import { type ReportName, reportNames } from './folder.ts';

/** A report as it follows from the trials, beside the one that is in the folder. */
export interface ComparedReport {
  readonly name: ReportName;
  /** False: the folder does not hold this report, so it was drawn and not compared. */
  readonly isThere: boolean;
  readonly figures: number;
  readonly sentences: number;
  /** A sentence for each piece that differs. */
  readonly differences: readonly string[];
}

export function compareReports(
  result: Result,
  kept: Readonly<Record<ReportName, string | null>>,
): ComparedReport[] {
  const render = { 'report.md': renderMarkdown, 'report.html': renderHtml };
  return reportNames.map((name) => compareReport(name, kept[name], render[name](result)));
}

/** Piece by piece: a line, or in a page what stands between two tags, with the tag before it. */
export function compareReport(
  name: ReportName,
  kept: string | null,
  again: string,
): ComparedReport {
  const text = shownText(again);
  return {
    name,
    isThere: kept !== null,
    figures: countOf(text, figure),
    sentences: countOf(text, sentenceEnd),
    differences:
      kept === null || kept === again ? [] : differencesOf(name, piecesOf(kept), piecesOf(again)),
  };
}

function piecesOf(report: string): string[] {
  return report.split(/\n|(?=<)/);
}

/** Without styles and tags, which show no figure. */
function shownText(report: string): string {
  return report.replace(/<style>[^<]*<\/style>/g, '').replace(/<[^>]*>/g, '\n');
}

const figure = /\d+(?:[.,\u00a0\u202f]\d+)*/g;
const sentenceEnd = /[.!?](?=\s|$)/gm;

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function differencesOf(name: string, kept: readonly string[], again: readonly string[]): string[] {
  if (kept.length === again.length) {
    return again.flatMap((piece, index) =>
      piece === kept[index] ? [] : [sentenceFor(name, kept[index] ?? '', piece)],
    );
  }
  // Pieces were added or taken out: the first place at which the two part, and how long they are.
  const first = again.findIndex((piece, index) => piece !== kept[index]);
  const at = first === -1 ? again.length : first;
  return [
    `${name} has ${kept.length} pieces of text, and ${again.length} follow from the trials`,
    sentenceFor(name, kept[at] ?? '', again[at] ?? ''),
  ];
}

function sentenceFor(name: string, kept: string, again: string): string {
  const [one, other] = aroundChange(kept, again);
  return `${name}: "${one}" is in the file, "${other}" follows from the trials`;
}

const shownBefore = 30;
const shownAfter = 50;

/** Both texts from a little before the first character that differs. */
function aroundChange(kept: string, again: string): [string, string] {
  const length = Math.max(kept.length, again.length);
  const at = Array.from({ length }, (_, index) => index).find(
    (index) => kept[index] !== again[index],
  );
  const from = Math.max(0, (at ?? 0) - shownBefore);
  const cut = (text: string) =>
    `${from === 0 ? '' : '…'}${text.slice(from, from + shownBefore + shownAfter)}${text.length > from + shownBefore + shownAfter ? '…' : ''}`;
  return [cut(kept), cut(again)];
}
