import { endedStaysEnded } from '../properties.ts';
import { holdsPushedList, logIsTrimmed, startsToRead } from '../pushed-list.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'revoke-snapshot',
  story:
    'A user logs out while another replica starts and reads the list, and Redis trims the log.',
  properties: ['P1'],
  takesPart: holdsPushedList,
  mayHappen: { atOnce: ['replica-1'] },
  async begin(stage) {
    const one = await stage.replica('replica-1');
    const user = await signIn(stage, one, 'load-1');
    await startsToRead(stage, 'replica-2');
    return {
      actors: { logout: () => user.browser.post(one, '/logout') },
      events: logIsTrimmed(stage),
      judge: ({ logout }) => endedStaysEnded(stage, logout, user, 'logout'),
    };
  },
};
