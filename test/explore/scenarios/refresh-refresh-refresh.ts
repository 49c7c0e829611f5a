import { noTheft, refresh, refreshes } from '../refresh-family.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

/** The grace covers one generation, as decision 13 says, so this scenario breaks P4 in some orders. */
export const scenario: Scenario = {
  name: 'refresh-refresh-refresh',
  story:
    'Two tabs trade the same refresh token, and a third tab trades what the first one holds then.',
  properties: ['P4'],
  takesPart: refreshes,
  mayHappen: { atOnce: ['replica-1', 'replica-2'] },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    const [tab, slowTab] = [user.browser.copy(), user.browser.copy()];
    return {
      actors: {
        'tab-1': () => refresh(tab, one),
        'tab-2': () => refresh(slowTab, other),
      },
      latecomers: { 'tab-3': () => refresh(tab.copy(), one) },
      judge: async (ended) => noTheft(Object.values(ended)),
    };
  },
};
