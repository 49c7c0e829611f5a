import { keepsLoginsInRedis } from '../cards.ts';
import { boundPasses, demotedStaysDemoted, isAcknowledged, notRefused } from '../properties.ts';
import type { Scenario } from '../scenario.ts';
import { cart, promote, signIn } from '../signed-in.ts';

export const scenario: Scenario = {
  name: 'demote-write',
  story: 'An admin takes the rights of another admin away, while that one saves the cart.',
  properties: ['P2', 'P5'],
  takesPart: keepsLoginsInRedis,
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const admin = await signIn(stage, other, 'lab-admin');
    await promote(admin.browser, other, 'load-1');
    const user = await signIn(stage, one, 'load-1');
    return {
      actors: {
        write: () => user.browser.put(one, '/cart', cart),
        demote: () => admin.browser.put(other, '/accounts/load-1/role', { role: 'member' }),
      },
      async judge({ write, demote }) {
        const refused = notRefused(write, 'the one who saves the cart');
        if (!isAcknowledged(demote)) return refused;
        // A role that is signed into a token is read anew at a refresh.
        if (stage.card.credential.refreshes) await user.browser.post(one, '/token/refresh');
        else if (!(await boundPasses(stage, 'demoted', user.announcedMs()))) return refused;
        return [...refused, ...(await demotedStaysDemoted(stage, user.browser))];
      },
    };
  },
};
