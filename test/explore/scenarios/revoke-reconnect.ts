import { endedStaysEnded, isAcknowledged } from '../properties.ts';
import { holdsPushedList, isCutOff, logIsTrimmed } from '../pushed-list.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'revoke-reconnect',
  story:
    'Two users log out, one after the other, while another replica loses its connection to Redis and Redis trims the log.',
  properties: ['P1'],
  takesPart: holdsPushedList,
  mayHappen: { atOnce: ['replica-1'] },
  async begin(stage) {
    const one = await stage.replica('replica-1');
    await stage.replica('replica-2');
    const [first, second] = [
      await signIn(stage, one, 'load-1'),
      await signIn(stage, one, 'load-2'),
    ];
    return {
      actors: {
        async logouts() {
          const ended = await first.browser.post(one, '/logout');
          return isAcknowledged(ended) ? await second.browser.post(one, '/logout') : ended;
        },
      },
      events: isCutOff(stage, 'replica-2', logIsTrimmed(stage)),
      judge: async ({ logouts }) => [
        ...(await endedStaysEnded(stage, logouts, first, 'logout')),
        ...(await endedStaysEnded(stage, logouts, second, 'logout')),
      ],
    };
  },
};
