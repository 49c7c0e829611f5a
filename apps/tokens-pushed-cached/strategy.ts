import type { Approach } from '../shared/auth-strategy.ts';
import { positive } from '../shared/config.ts';
import {
  checkTokenSettings,
  createPushedVariant,
  createTokenStrategy,
  environment as ofPushed,
  settingsOf,
} from '../tokens-pushed/strategy.ts';
import { rememberVerified, type VerifiedTokens } from './verified-tokens.ts';

const environment = ofPushed.extend({
  VERIFIED_TOKENS_MAX: positive
    .default(100_000)
    .describe(
      'tokens that a replica remembers as verified; one more takes the place of the oldest',
    ),
});

/** As `tokens-pushed`, and a replica verifies a token once. The pushed list is asked on each request all the same. */
export const approach: Approach<typeof environment> = {
  environment,
  check: checkTokenSettings,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) => {
      const pushed = createPushedVariant(parts, own);
      let verified: VerifiedTokens | null = null;
      return {
        ...pushed,
        remember(accessTokens, keySet) {
          const { now } = context;
          const capacity = own.VERIFIED_TOKENS_MAX;
          verified = rememberVerified({ accessTokens, keySet, now, capacity });
          return verified;
        },
        metrics: () => ({ ...pushed.metrics?.(), ...verified?.metrics() }),
      };
    }),
};
