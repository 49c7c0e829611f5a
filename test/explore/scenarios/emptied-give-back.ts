import { survivesDataLoss } from '../cards.ts';
import { endedStaysEnded } from '../properties.ts';
import { askedAgainMs } from '../pushed-list.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'emptied-give-back',
  story:
    'A user logs out and Redis loses all its data, before or after the replicas have heard of the logout.',
  properties: ['P6'],
  takesPart: survivesDataLoss,
  async begin(stage) {
    const one = await stage.replica('replica-1');
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: { logout: () => user.browser.post(one, '/logout') },
      events: {
        'Redis loses all its data': () => {
          stage.store.redis.empty();
          stage.store.collectDeliveries();
          return { 'time passes': () => void stage.advance(askedAgainMs) };
        },
      },
      async judge({ logout }) {
        await stage.replica('replica-2');
        return await endedStaysEnded(stage, logout, user, 'logout', 'P6');
      },
    };
  },
};
