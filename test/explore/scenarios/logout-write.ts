import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { cart, signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'logout-write',
  story: 'One tab saves the cart, while another tab of the same browser logs out.',
  properties: ['P1'],
  takesPart: keepsLoginsInRedis,
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: {
        write: () => user.browser.put(one, '/cart', cart),
        logout: () => user.browser.post(other, '/logout'),
      },
      judge: ({ logout }) => endedStaysEnded(stage, logout, user, 'logout'),
    };
  },
};
