import type { FailoverResult } from '../../../result/failover.ts';
import type { TradeOff } from '../../../result/failover-cell.ts';
import type { Block, Panel, Tone } from '../../document.ts';
import { headingBlock } from '../../document.ts';
import { faultLabel, sameFault } from '../../evidence/faults.ts';
import { name } from '../../format.ts';
import { commonScale, shownTrial } from './columns.ts';
import { describeTrial, panelOf } from './timelines.ts';

const policyWords: Readonly<Record<TradeOff['policies'][number]['policy'], string>> = {
  'fail-closed': 'Fail closed',
  'fail-open': 'Fail open',
  'serve-what-you-know': 'Serve what you know',
};
const mostColumns = 150;

/** The same outage at the same moment under the three answers to "Redis cannot be asked". */
export function policyBlocks({ tradeOff, trials }: FailoverResult): Block[] {
  if (tradeOff === null) return [];
  const found = tradeOff.policies.flatMap(({ policy, contender }) => {
    const trial = trials.find(
      (each) =>
        each.contender === contender && each.trial === tradeOff.trial && sameFault(each, tradeOff),
    );
    return trial === undefined ? [] : [{ policy, shown: shownTrial(trial, mostColumns) }];
  });
  if (found.length === 0) return [];
  const scale = commonScale(found.map(({ shown }) => shown));
  const panels = found.map(({ policy, shown }, index): Panel => {
    const { trial } = shown;
    const text = {
      id: `policy-${policy}`,
      title: `${policyWords[policy]}: ${trial.contender}`,
      summary: `Trial ${trial.trial}: ${describeTrial(trial)}`,
      scale,
      axesId: 'axes-policies',
      definesAxes: index === 0,
    };
    return { ...panelOf(shown, text), tone: toneOf(trial.falseAccepts, trial.failed) };
  });
  return [
    headingBlock('policies', 'Redis cannot be asked: three answers'),
    {
      kind: 'paragraph',
      text: `The same outage (${name(faultLabel(tradeOff))}) at the same moment. Failing closed turns everybody away, failing open lets the revoked in, serving what each replica knows does neither for as long as what it knows is fresh.`,
    },
    { kind: 'panels', panels },
  ];
}

function toneOf(falseAccepts: number, failed: number): Tone {
  if (falseAccepts > 0) return 'bad';
  return failed > 0 ? 'warn' : 'good';
}
