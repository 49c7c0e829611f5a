import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { cart, signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'logout-write-read',
  story: 'One tab saves the cart and one reads the profile, while a third tab logs out.',
  properties: ['P1'],
  takesPart: keepsLoginsInRedis,
  // logout-write lets the news of a change come late. Here it comes at once, or there would be many more orders.
  mayHappen: { atOnce: ['replica-1', 'replica-2', 'replica-3'] },
  async begin(stage) {
    const one = await stage.replica('replica-1');
    const other = await stage.replica('replica-2');
    const third = await stage.replica('replica-3');
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: {
        write: () => user.browser.put(one, '/cart', cart),
        logout: () => user.browser.post(other, '/logout'),
        read: () => user.browser.get(third, '/me'),
      },
      judge: ({ logout }) => endedStaysEnded(stage, logout, user, 'logout'),
    };
  },
};
