import { endedStaysEnded } from '../properties.ts';
import { askedAgainMs, holdsPushedList } from '../pushed-list.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'evicted-give-back',
  story: 'A user logs out, and Redis drops the set of ended logins because it needs the memory.',
  properties: ['P6'],
  takesPart: holdsPushedList,
  async begin(stage) {
    const one = await stage.replica('replica-1');
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: { logout: () => user.browser.post(one, '/logout') },
      events: {
        'Redis drops the set of ended logins': () => {
          const { redis } = stage.store;
          for (const key of [...redis.contents().keys()])
            if (key.endsWith(':login')) redis.evict(key);
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
