import { endedStaysEnded } from '../properties.ts';
import { holdsPushedList, isCutOff, startsToRead } from '../pushed-list.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'revoke-snapshot-reconnect',
  story:
    'A user logs out while another replica starts and reads the list, and that replica loses its connection.',
  properties: ['P1'],
  takesPart: holdsPushedList,
  mayHappen: { atOnce: ['replica-1'] },
  async begin(stage) {
    const one = await stage.replica('replica-1');
    const user = await signIn(stage, one, 'load-1');
    await startsToRead(stage, 'replica-2');
    return {
      actors: { logout: () => user.browser.post(one, '/logout') },
      events: isCutOff(stage, 'replica-2'),
      judge: ({ logout }) => endedStaysEnded(stage, logout, user, 'logout'),
    };
  },
};
