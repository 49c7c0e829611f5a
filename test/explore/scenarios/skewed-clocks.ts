import { settingMs } from '../../../infra/contenders/guarantee.ts';
import { Browser } from '../browser.ts';
import { keepsLoginsInRedis } from '../cards.ts';
import {
  endedStaysEnded,
  isAcknowledged,
  validStaysValid,
  withinReach,
} from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

/** How wrong each of the two clocks is. Together it is less than the tolerance of the token contenders, 5 s. */
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
    const user = await signIn(stage, fast, 'load-1');
    const newDevice = new Browser();
    return {
      actors: { 'logout-all': () => user.browser.post(slow, '/logout-all') },
      latecomers: { login: () => newDevice.logIn(fast, 'load-1') },
      async judge({ 'logout-all': logoutAll, login }) {
        const isLater =
          login !== undefined &&
          logoutAll !== undefined &&
          login.beganAtStep >= logoutAll.endedAtStep;
        const refused =
          isAcknowledged(login) && isLater ? await validStaysValid(stage, newDevice) : [];
        // A replica judges the end of a credential by its own clock.
        await stage.pass(0);
        const late = await endedStaysEnded(stage, logoutAll, user, 'logout-all');
        const device = { thief: newDevice, announcedMs: user.announcedMs };
        const reach = await withinReach(stage, device, () => newDevice.copy().post(slow, '/logout-all'));
        return [...refused, ...late, ...reach];
      },
    };
  },
};
