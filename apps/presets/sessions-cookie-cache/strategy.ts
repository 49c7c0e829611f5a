import { createDirectReader } from '../../sessions-hardened/store.ts';
import {
  createHardenedStrategy,
  environment as ofHardened,
  settingsOf,
} from '../../sessions-hardened/strategy.ts';
import type { Approach } from '../../shared/auth-strategy.ts';
import { positive } from '../../shared/config.ts';
import { createCookieCache } from './cookie-cache.ts';

const environment = ofHardened.extend({
  COOKIE_CACHE_MS: positive.describe(
    'a replica believes the signed copy of a record that the client carries for this time',
  ),
});

/** As hardened, with a signed copy of the record in a second cookie, as better-auth does it. */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const settings = settingsOf(context.config, own);
    const cookieCache = createCookieCache(settings, own.COOKIE_CACHE_MS, context.now);
    const reader = cookieCache.over(createDirectReader(context.redis));
    const strategy = createHardenedStrategy(context, settings, reader);
    return {
      ...strategy,
      middleware: [cookieCache.open, ...strategy.middleware, cookieCache.send],
      clearCookies(res) {
        strategy.clearCookies(res);
        cookieCache.clear(res);
      },
    };
  },
};
