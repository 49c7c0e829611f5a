import { Browser } from '../browser.ts';
import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded, isAcknowledged, withinReach } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'timed-out-login',
  story: 'As logout-all-login-same-ms, but a command may time out and be carried out all the same.',
  properties: ['P1', 'P7'],
  takesPart: keepsLoginsInRedis,
  mayHappen: { timeouts: 1 },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    const newDevice = new Browser();
    return {
      actors: {
        'logout-all': () => user.thief.copy().post(one, '/logout-all'),
        login: () => newDevice.logIn(other, 'load-1'),
      },
      async judge({ 'logout-all': logoutAll, login }) {
        const first = await endedStaysEnded(stage, logoutAll, user, 'logout-all');
        if (first.length > 0 || !isAcknowledged(login)) return first;
        const late = { thief: newDevice, announcedMs: user.announcedMs };
        return await withinReach(stage, late, 'load-1');
      },
    };
  },
};
