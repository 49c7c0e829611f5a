import { Browser } from '../browser.ts';
import { keepsLoginsInRedis } from '../cards.ts';
import { endedStaysEnded } from '../properties.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  name: 'logout-write',
  story: 'One tab saves the cart, while another tab of the same browser logs out.',
  properties: ['P1'],
  takesPart: keepsLoginsInRedis,
  async begin(stage) {
    const [one, other] = [await stage.replica('replica-1'), await stage.replica('replica-2')];
    const browser = new Browser()
    const login = await browser.logIn(one, 'load-1');
    await browser.get(other, '/me');
    const thief = browser.copy();
    return {
      actors: {
        write: () => browser.put(one, '/cart', { items: [{ sku: 'COAT', quantity: 1 }] }),
        logout: () => browser.post(other, '/logout'),
      },
      judge: ({ logout }) =>
        endedStaysEnded(stage, logout, {
          thief,
          action: 'logout',
          announcedMs: Date.parse(String(login.body.expiresAt)) - stage.clock.nowMs(),
        }),
    };
  },
};
