import { Browser } from '../browser.ts';
import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded, isAcknowledged, withinReach } from '../properties.ts';
import type { Play, Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';
import type { Stage } from '../stage.ts';

export const scenario: Scenario = {
  name: 'logout-all-login',
  story:
    'A user logs out everywhere on one device and logs in on another one, a millisecond earlier or later.',
  properties: ['P1', 'P7'],
  takesPart: keepsLoginsInRedis,
  async begin(stage) {
    const play = await meet(stage);
    return { ...play, events: { 'a millisecond passes': () => void stage.advance(1) } };
  },
};

/** Both happen while the clock stands still. */
export async function meet(stage: Stage): Promise<Play> {
  const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
  const user = await signIn(stage, one, 'load-1');
  const newDevice = new Browser();
  return {
    actors: {
      'logout-all': () => user.browser.post(one, '/logout-all'),
      login: () => newDevice.logIn(other, 'load-1'),
    },
    async judge({ 'logout-all': logoutAll, login }) {
      const late = isAcknowledged(login)
        ? await withinReach(stage, { thief: newDevice, announcedMs: user.announcedMs }, 'load-1')
        : [];
      return [...(await endedStaysEnded(stage, logoutAll, user, 'logout-all')), ...late];
    },
  };
}
