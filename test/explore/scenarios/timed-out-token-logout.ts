import { isAcknowledged, recordedWhenAcknowledged } from '../properties.ts';
import { loginIsOver, refreshes } from '../refresh-family.ts';
import type { Scenario } from '../scenario.ts';
import { signIn, succeeded } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'timed-out-token-logout',
  story:
    'A user logs out. A command may time out and be carried out all the same. The user then logs out again.',
  properties: ['P1', 'P3'],
  takesPart: refreshes,
  mayHappen: {
    timeouts: 1,
    atOnce: ['replica-1', 'replica-2'],
    alsoSteps: ['EVAL', 'MULTI', 'DEL'],
  },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: { logout: () => user.thief.copy().post(other, '/logout') },
      latecomers: { thief: () => user.thief.copy().get(one, '/me') },
      async judge({ logout, thief }) {
        if (!isAcknowledged(logout)) {
          succeeded(await user.browser.post(one, '/logout'), 'the second logout');
        }
        return [
          ...recordedWhenAcknowledged(stage, logout, thief, 'logout'),
          ...(await loginIsOver(stage, [user.thief], { action: 'logout' })),
        ];
      },
    };
  },
};
