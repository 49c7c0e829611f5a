import type { FaultDescription } from '../../../result/failover-cell.ts';
import type { Block } from '../../document.ts';
import { name } from '../../format.ts';

/** What to configure against a fault, with the settings that this lab uses. */
export function adviceBlocks({ fault, advice, settings }: FaultDescription): Block[] {
  const said = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`);
  return [
    { kind: 'paragraph', text: `What to configure: ${advice}` },
    ...(said.length === 0
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: `Settings of this lab that matter to ${name(fault)}: ${said.join('; ')}.`,
          },
        ]),
  ];
}
