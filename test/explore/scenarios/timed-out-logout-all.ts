import { isAcknowledged, recordedWhenAcknowledged } from '../properties.ts';
import { loginIsOver, refresh, refreshes } from '../refresh-family.ts';
import type { Scenario } from '../scenario.ts';
import { signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'timed-out-logout-all',
  story:
    'A tab trades its refresh token while another device logs out everywhere. A command may time out and be carried out all the same.',
  properties: ['P1', 'P3'],
  takesPart: refreshes,
  mayHappen: { timeouts: 1, atOnce: ['replica-1', 'replica-2'] },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: {
        refresh: () => refresh(user.browser, one),
        'logout-all': () => user.thief.copy().post(other, '/logout-all'),
      },
      latecomers: { thief: () => user.thief.copy().get(one, '/me') },
      async judge({ 'logout-all': logoutAll, thief }) {
        const holders = [user.thief, user.browser];
        // One that was answered 503 is repeated. 401 then says that the first one was carried out.
        const answer = isAcknowledged(logoutAll)
          ? logoutAll
          : await user.thief.copy().post(other, '/logout-all');
        if (!isAcknowledged(answer) && answer?.status !== 401) {
          return [{ property: 'P3', what: `the repeated logout is answered ${answer?.status}` }];
        }
        return [
          ...recordedWhenAcknowledged(stage, logoutAll, thief, 'logout-all'),
          ...(await loginIsOver(stage, holders, { action: 'logout-all' })),
        ];
      },
    };
  },
};
