import { isAcknowledged } from '../properties.ts';
import { loginIsOver, noTheft, refresh, refreshes } from '../refresh-family.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'refresh-refresh-logout',
  story: 'Two tabs trade the same refresh token, while a third tab logs out.',
  properties: ['P1', 'P4'],
  takesPart: refreshes,
  mayHappen: { atOnce: ['replica-1', 'replica-2'] },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    const [tab, secondTab] = [user.browser.copy(), user.browser.copy()];
    return {
      actors: {
        'tab-1': () => refresh(tab, one),
        'tab-2': () => refresh(secondTab, other),
        logout: () => user.browser.post(other, '/logout'),
      },
      async judge({ 'tab-1': first, 'tab-2': second, logout }) {
        const inGrace = noTheft([first, second]);
        if (!isAcknowledged(logout)) return inGrace;
        const holders = [user.thief, tab, secondTab];
        return [...inGrace, ...(await loginIsOver(stage, holders, { action: 'logout' }))];
      },
    };
  },
};
