import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { cart, signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'timed-out-logout',
  story:
    'As logout-write, but a command may time out and be carried out all the same. The user then logs out again.',
  properties: ['P1'],
  takesPart: keepsLoginsInRedis,
  mayHappen: { timeouts: 1 },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: {
        write: () => user.browser.put(one, '/cart', cart),
        logout: () => user.thief.copy().post(other, '/logout'),
      },
      async judge({ logout }) {
        const first = await endedStaysEnded(stage, logout, user, 'logout');
        if (first.length > 0) return first;
        const again = await user.thief.copy().post(other, '/logout');
        return await endedStaysEnded(stage, again, user, 'logout');
      },
    };
  },
};
