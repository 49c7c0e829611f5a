import type { FaultDescription } from '../../../result/failover-cell.ts';
import type { Block } from '../../document.ts';

/** What to configure against a fault, with the settings that this lab uses. */
export function adviceBlocks({ advice, settings }: FaultDescription): Block[] {
  const said = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`);
  const here = said.length === 0 ? '' : ` In this lab: ${said.join('; ')}.`;
  return [{ kind: 'paragraph', text: `What to configure: ${advice}${here}` }];
}
