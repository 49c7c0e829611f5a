import { isAcknowledged } from '../properties.ts';
import { allWithinReach, loginIsOver, refresh, refreshes } from '../refresh-family.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'refresh-logout-all',
  story:
    'A tab trades its refresh token, and later once more, while another device of the user logs out everywhere.',
  properties: ['P1', 'P7'],
  takesPart: refreshes,
  mayHappen: { atOnce: ['replica-1', 'replica-2'] },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    const device = await signIn(stage, other, 'load-1');
    return {
      actors: {
        refresh: () => refresh(user.browser, one),
        'logout-all': () => device.browser.copy().post(other, '/logout-all'),
      },
      latecomers: { 'refresh-2': () => refresh(user.browser, one) },
      async judge({ 'logout-all': logoutAll }) {
        const holders = [user.thief, user.browser, device.thief];
        const late = isAcknowledged(logoutAll)
          ? await loginIsOver(stage, holders, { action: 'logout-all' })
          : [];
        return [...late, ...(await allWithinReach(stage, holders, other, 'load-1'))];
      },
    };
  },
};
