import type { Result } from '../../result/result.ts';
import { needsTable } from '../decide/decision.ts';
import { type Section, section, tableBlock } from '../document.ts';
import { tradeOffBlocks } from '../sections/trade-off.ts';
import { guidance } from './guidance.ts';
import { answerOf } from './table.ts';

/**
 * The first thing on the page: which to choose, and how sure that is. Null for a run of the floor alone.
 *
 * @param others the sections that hold the evidence.
 */
export function answerSection(result: Result, others: readonly Section[]): Section | null {
  const answer = answerOf(result, placesIn(others));
  if (answer.rows.length === 0) return null;
  return section('answer', 'Which one, and how sure is that?', null, [
    { kind: 'answer', answer },
    { kind: 'list', items: guidance(result) },
    tradeOffBlocks(result),
    tableBlock(needsTable(result), true),
  ]);
}

/** Every id to which a link of the page may lead. */
function placesIn(sections: readonly Section[]): Set<string> {
  const places = sections.flatMap(({ id, blocks }) => [
    id,
    ...blocks.flatMap((block) => {
      if (block.kind === 'heading') return block.id ?? [];
      if (block.kind === 'figure') return block.figure.id;
      return block.kind === 'panels' ? block.panels.map((panel) => panel.id) : [];
    }),
  ]);
  return new Set(places);
}
