import { isAcknowledged, notRefused, validStaysValid } from '../properties.ts';
import { allWithinReach, canRefresh, noTheft, refresh, refreshes } from '../refresh-family.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'refresh-refresh',
  story:
    'Two tabs trade the same refresh token. A command may time out and be carried out all the same.',
  properties: ['P2', 'P4', 'P7'],
  takesPart: refreshes,
  mayHappen: { timeouts: 1, atOnce: ['replica-1', 'replica-2'] },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    const [tab, secondTab] = [user.browser.copy(), user.browser.copy()];
    return {
      actors: {
        'tab-1': () => refresh(tab, one),
        'tab-2': () => refresh(secondTab, other),
      },
      async judge({ 'tab-1': first, 'tab-2': second }) {
        const duringRun = [
          ...noTheft([first, second]),
          ...notRefused(first, 'the first tab'),
          ...notRefused(second, 'the second tab'),
        ];
        if (duringRun.length > 0) return duringRun;
        // A tab that was answered 503 repeats its request at once, as clients do.
        const unserved = [
          ...(isAcknowledged(first) ? [] : [tab]),
          ...(isAcknowledged(second) ? [] : [secondTab]),
        ];
        return [
          ...(await canRefresh(unserved, one)),
          ...(await validStaysValid(stage, tab)),
          ...(await validStaysValid(stage, secondTab)),
          ...(await canRefresh([tab, secondTab], other)),
          ...(await allWithinReach(stage, [tab, secondTab], other, 'load-1')),
        ];
      },
    };
  },
};
