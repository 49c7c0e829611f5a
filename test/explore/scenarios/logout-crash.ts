import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded, isAcknowledged } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'logout-crash',
  story:
    'The replica at which a user logs out crashes and starts again. A user without an answer logs out again elsewhere.',
  properties: ['P1', 'P6'],
  takesPart: keepsLoginsInRedis,
  mayHappen: {
    // A crash can come between any two commands of the logout.
    alsoSteps: [''],
    // A crash between two commands that a replica sends by itself is like one before or after them.
    atOnce: ['replica-1', 'replica-2'],
  },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: { logout: () => user.thief.copy().post(one, '/logout') },
      events: {
        'replica-1 crashes': () => {
          stage.crash(one);
          return {
            'replica-1 starts again': () => {
              void stage.starting('replica-1');
              return undefined;
            },
          };
        },
      },
      async judge({ logout }) {
        if (isAcknowledged(logout)) {
          return await endedStaysEnded(stage, logout, user, 'logout', 'P6');
        }
        const again = await user.thief.copy().post(other, '/logout');
        // A session that the first logout has ended is no longer known.
        const ended = again.status === 401 ? { ...again, status: 204 } : again;
        return await endedStaysEnded(stage, ended, user, 'logout');
      },
    };
  },
};
