import type { Result } from '../../result/result.ts';
import { guidance } from '../answer/guidance.ts';
import { answerOf, answerTable, shortLabels, shortWords } from '../answer/table.ts';
import { type Paint, plain, renderTable, tablesWithin, wrap } from './table.ts';

/** The first table of a report on the screen. It has few characters for each cell, so a line says what they mean. */
export function answerLines(result: Result, columns: number, paint: Paint): string[] {
  const answer = answerOf(result, new Set());
  if (answer.rows.length === 0) return [];
  const tables = tablesWithin(answerTable(answer, { labels: 'short', cells: 'short' }), columns);
  return [
    '',
    ...tables.flatMap((table, index) => [
      ...(index === 0 ? [] : ['']),
      renderTable(table, columns, paint),
    ]),
    ...[...answer.notes, shortLabels, shortWords, ...guidance(result)].flatMap((text) =>
      wrap(plain(text), columns),
    ),
  ];
}
