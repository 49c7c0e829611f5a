import { endedStaysEnded } from '../properties.ts';
import { holdsPushedList, isCutOff, logIsTrimmed } from '../pushed-list.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'revoke-reconnect',
  story:
    'A user logs out while another replica loses its connection to Redis, and Redis trims the log.',
  properties: ['P1'],
  takesPart: holdsPushedList,
  mayHappen: { atOnce: ['replica-1'] },
  async begin(stage) {
    const one = await stage.replica('replica-1');
    await stage.replica('replica-2');
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: { logout: () => user.browser.post(one, '/logout') },
      events: { ...logIsTrimmed(stage), ...isCutOff(stage, 'replica-2') },
      judge: ({ logout }) => endedStaysEnded(stage, logout, user, 'logout'),
    };
  },
};
