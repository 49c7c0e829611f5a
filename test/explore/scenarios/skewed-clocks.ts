import type { Contender } from '../../../infra/contenders/contenders.ts';
import { settingMs } from '../../../infra/contenders/guarantee.ts';
import { Browser } from '../browser.ts';
import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded, isAcknowledged, validStaysValid, withinReach } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { signIn, succeeded } from '../signed-in.ts';

/** How wrong each of the two clocks is. Together this is less than the tolerance of the token contenders, 5 s. */
const skewMs = 2000;

export const scenario: Scenario = {
  name: 'skewed-clocks',
  story:
    'A user logs out everywhere at a replica whose clock is slow, and logs in again at one whose clock is fast.',
  properties: ['P1', 'P2', 'P7'],
  takesPart: keepsLoginsInRedis,
  mayHappen: { atOnce: ['fast', 'slow'] },
  async begin(stage) {
    const fast = await stage.replica('fast', { CLOCK_OFFSET_MS: `${skewMs}` });
    const slow = await stage.replica('slow', { CLOCK_OFFSET_MS: `${-skewMs}` });
    const earlier = await signIn(stage, fast, 'load-2');
    const loggedOut = succeeded(await earlier.browser.post(slow, '/logout'), 'the logout');
    const user = await signIn(stage, fast, 'load-1');
    const newDevice = new Browser();
    return {
      actors: { 'logout-all': () => user.browser.post(slow, '/logout-all') },
      latecomers: { login: () => newDevice.logIn(fast, 'load-1') },
      async judge({ 'logout-all': logoutAll, login }) {
        const isLater =
          login !== undefined &&
          logoutAll !== undefined &&
          isAcknowledged(login) &&
          login.beganAtStep >= logoutAll.endedAtStep;
        const refused = isLater ? await validStaysValid(stage, newDevice) : [];
        // A replica judges the end of a token by its own clock.
        const announcedMs = () => user.announcedMs() + skewMs;
        const device = { thief: newDevice, announcedMs };
        const soon = [
          ...(await endedStaysEnded(stage, logoutAll, { ...user, announcedMs }, 'logout-all')),
          ...(await withinReach(stage, device, 'load-1')),
        ];
        // A second before the slow replica refuses the tokens as expired. By Redis' clock they have been so for a second.
        await stage.pass(Math.max(0, announcedMs() + toleranceMs(stage.card) - 1000));
        return [
          ...refused,
          ...soon,
          ...(await endedStaysEnded(stage, logoutAll, { ...user, announcedMs }, 'logout-all')),
          ...(await endedStaysEnded(stage, loggedOut, { ...earlier, announcedMs }, 'logout')),
        ];
      },
    };
  },
};

function toleranceMs({ settings }: Contender): number {
  return 'CLOCK_TOLERANCE_SECONDS' in settings ? settingMs(settings, 'CLOCK_TOLERANCE_SECONDS') : 0;
}
