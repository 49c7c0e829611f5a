import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result.ts';
import { type Block, headingBlock, type Section, tableBlock } from '../document.ts';
import { forestFigure, otherMetricsTable } from './lookup/comparisons.ts';
import { costFigure } from './lookup/cost.ts';
import { driftFigure } from './lookup/drift.ts';
import { ledgerTable } from './lookup/ledger.ts';
import { pacedTable } from './lookup/paced.ts';
import { publishedTable } from './lookup/published.ts';
import { sweepBlocks } from './lookup/sweep.ts';

/** What one authenticated request costs, and where the cost arises. */
export function lookupSection(result: Result, lookup: LookupResult): Section {
  const paced: Block[] = [
    headingBlock('paced', 'Latency at an equal rate'),
    tableBlock(pacedTable(lookup)),
  ];
  return {
    id: 'lookup',
    title: 'Lookup: what one request costs',
    lead: 'Replica CPU per accepted answer, each pair compared inside its block, so that what the machine does to both cancels out.',
    blocks: [
      { kind: 'figure', figure: forestFigure(result, lookup) },
      tableBlock(otherMetricsTable(lookup), true),
      headingBlock('cost', 'Where the CPU goes'),
      { kind: 'figure', figure: costFigure(result, lookup) },
      headingBlock('ledger', 'Counted, not timed'),
      tableBlock(ledgerTable(lookup)),
      ...(lookup.paced.length > 0 ? paced : []),
      ...sweepBlocks(lookup),
      headingBlock('drift', 'What the machine did meanwhile'),
      { kind: 'figure', figure: driftFigure(result, lookup) },
      headingBlock('published', 'What others published, beside this run'),
      tableBlock(publishedTable(result, lookup)),
    ],
  };
}
