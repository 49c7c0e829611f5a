import { isToldOfChanges } from '../cards.ts';
import { endedStaysEnded } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'invalidate-read',
  story:
    'A replica reads a record that another replica deletes. The news of the deletion may overtake the record.',
  properties: ['P1'],
  takesPart: isToldOfChanges,
  mayHappen: { lateAnswers: ['read'] },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: {
        logout: () => user.browser.post(one, '/logout'),
        read: () => user.browser.get(other, '/me'),
      },
      judge: ({ logout }) => endedStaysEnded(stage, logout, user, 'logout'),
    };
  },
};
