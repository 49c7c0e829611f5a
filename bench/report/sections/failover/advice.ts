import type { FaultDescription } from '../../../result/failover-cell.ts';
import { type Block, cell, left, tableBlock } from '../../document.ts';
import { name } from '../../format.ts';

/** What to configure against a fault, with the settings that this lab uses. */
export function adviceBlocks({ fault, advice, settings }: FaultDescription): Block[] {
  const rows = Object.entries(settings).map(([setting, value]) => [cell(setting), cell(value)]);
  return [
    { kind: 'paragraph', text: `What to configure: ${advice}` },
    ...(rows.length === 0
      ? []
      : [
          tableBlock(
            {
              caption: `Settings of this lab that matter to ${name(fault)}`,
              look: 'pairs' as const,
              columns: [left('setting'), left('value')],
              rows,
            },
            true,
          ),
        ]),
  ];
}
