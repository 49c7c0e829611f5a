import { loginIsOver, longerThanGraceMs, refresh, refreshes } from '../refresh-family.ts';
import type { Scenario, Violation } from '../scenario.ts';
import { signIn, succeeded } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'stolen-refresh',
  story:
    'A thief shows a refresh token that its owner has traded long ago, while the owner trades the next one.',
  properties: ['P4'],
  takesPart: refreshes,
  mayHappen: { atOnce: ['replica-1', 'replica-2'] },
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const user = await signIn(stage, one, 'load-1');
    succeeded(await refresh(user.browser, one), 'the first refresh');
    await stage.pass(longerThanGraceMs);
    const owner = user.browser.copy();
    return {
      actors: {
        owner: () => refresh(owner, one),
        thief: () => refresh(user.thief.copy(), other),
      },
      async judge({ thief }) {
        const violations: Violation[] = [];
        if (thief?.status !== 401) {
          const what = `a refresh token that was traded long ago is answered ${thief?.status}`;
          violations.push({ property: 'P4', what });
        }
        const holders = [owner, user.browser, user.thief];
        const theft = { action: 'refresh-replayed', property: 'P4' } as const;
        return [...violations, ...(await loginIsOver(stage, holders, theft))];
      },
    };
  },
};
