import type { LookupResult } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import { type Block, headingBlock, type Section, tableBlock } from '../document.ts';
import { forestFigure, otherMetricsTable } from './lookup/comparisons.ts';
import { costFigure } from './lookup/cost.ts';
import { driftFigure } from './lookup/drift.ts';
import { ladderBlocks } from './lookup/ladder.ts';
import { ledgerTable } from './lookup/ledger.ts';
import { pacedTable } from './lookup/paced.ts';
import { publishedTable } from './lookup/published.ts';
import { sweepBlocks } from './lookup/sweep.ts';
import { settingSweepBlocks } from './lookup/sweeps.ts';

/** What one authenticated request costs, and where the cost arises. */
export function lookupSection(result: Result, lookup: LookupResult): Section {
  return {
    id: 'lookup',
    title: 'Lookup: what one request costs',
    lead: 'Replica CPU per accepted answer, each pair compared inside its block, so that what the machine does to both cancels out.',
    blocks: [
      ...comparisonBlocks(result, lookup),
      ...ladderBlocks(lookup.ladder),
      ...(lookup.ledger.length > 0
        ? [headingBlock('ledger', 'Counted, not timed'), tableBlock(ledgerTable(lookup))]
        : []),
      ...(lookup.paced.length > 0
        ? [
            headingBlock('paced', 'Latency at an equal rate'),
            tableBlock(pacedTable(result, lookup)),
          ]
        : []),
      ...sweepBlocks(lookup),
      ...settingSweepBlocks(lookup.sweeps),
      ...driftBlocks(result, lookup),
      headingBlock('published', 'What others published, beside this run'),
      tableBlock(publishedTable(result, lookup)),
    ],
  };
}

function comparisonBlocks(result: Result, lookup: LookupResult): Block[] {
  return [
    ...(lookup.comparisons.length > 0
      ? [
          { kind: 'figure' as const, figure: forestFigure(result) },
          tableBlock(otherMetricsTable(result), true),
        ]
      : []),
    ...(lookup.costs.length > 0
      ? [
          headingBlock('cost', 'Where the CPU goes'),
          { kind: 'figure' as const, figure: costFigure(result, lookup) },
        ]
      : []),
  ];
}

function driftBlocks(result: Result, lookup: LookupResult): Block[] {
  if (lookup.trials.length === 0) return [];
  return [
    headingBlock('drift', 'What the machine did meanwhile'),
    { kind: 'figure', figure: driftFigure(result, lookup) },
  ];
}
