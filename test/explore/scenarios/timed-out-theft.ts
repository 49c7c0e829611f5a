import { loginIsOver, longerThanGraceMs, refresh, refreshes } from '../refresh-family.ts';
import type { Scenario } from '../scenario.ts';
import { signIn, succeeded } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'timed-out-theft',
  story:
    'A thief shows a refresh token that was traded long ago. A command may time out and be carried out all the same.',
  properties: ['P3', 'P4'],
  takesPart: refreshes,
  mayHappen: {
    timeouts: 1,
    atOnce: ['replica-1', 'replica-2'],
    alsoSteps: ['EVAL', 'MULTI', 'DEL'],
  },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    succeeded(await refresh(user.browser, one), 'the refresh');
    await stage.pass(longerThanGraceMs);
    return {
      actors: { thief: () => refresh(user.thief.copy(), other) },
      async judge({ thief }) {
        // A thief who was answered 503 tries again.
        const answer = thief?.status === 503 ? await refresh(user.thief.copy(), other) : thief;
        if (answer?.status !== 401) {
          const what = `a refresh token that was traded long ago is answered ${answer?.status}`;
          return [{ property: 'P4', what }];
        }
        const theft = { action: 'refresh-replayed', property: 'P4' } as const;
        return await loginIsOver(stage, [user.browser, user.thief], theft);
      },
    };
  },
};
