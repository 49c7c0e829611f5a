import { replicasThatAccept } from '../properties.ts';
import { holdsPushedList, startsToRead } from '../pushed-list.ts';
import type { Scenario, Violation } from '../scenario.ts';
import { signIn, succeeded } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'emptied-snapshot',
  story:
    'Redis loses all its data while a replica starts, and a user who logged out long ago is tried at that replica.',
  properties: ['P6'],
  takesPart: holdsPushedList,
  // The loss meets whatever the new replica asks.
  mayHappen: { atOnce: ['replica-1'], alsoSteps: ['EVAL {rev:', 'ZSCAN', 'XREAD'] },
  async begin(stage) {
    const one = await stage.replica('replica-1');
    const user = await signIn(stage, one, 'load-1');
    succeeded(await user.browser.post(one, '/logout'), 'the logout');
    await stage.pass(10_000);
    const other = await startsToRead(stage, 'replica-2');
    return {
      actors: {},
      latecomers: { thief: () => user.thief.copy().get(other, '/me') },
      events: {
        'Redis loses all its data': () => {
          stage.store.redis.empty();
          stage.store.collectDeliveries();
          return undefined;
        },
      },
      async judge({ thief }) {
        const violations: Violation[] = [];
        if (thief?.status === 200) {
          const what =
            'a new replica accepts a credential that was revoked before the data was lost';
          violations.push({ property: 'P6', what });
        }
        // The replicas ask Redis again within half a second, and wait 1.5 s for others that may give back what is lost.
        await stage.pass(6000, 12);
        await stage.replica('replica-3');
        const accepting = await replicasThatAccept(stage, user.thief);
        if (accepting.length === 0) return violations;
        const what = `a revocation is lost with Redis' data: ${accepting.join(' and ')} accept the credential`;
        return [...violations, { property: 'P6', what }];
      },
    };
  },
};
