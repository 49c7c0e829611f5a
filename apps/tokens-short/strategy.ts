import type { Approach } from '../shared/auth-strategy.ts';
import { checkNothing, createDenylist } from '../tokens/revocation.ts';
import { environment, settingsOf } from '../tokens/settings.ts';
import { checkTokenSettings, createTokenStrategy, withRefresh } from '../tokens/strategy.ts';

/** The signature alone, of tokens with a short life. A revoked login is refused at its next refresh. */
export const approach: Approach<typeof environment> = {
  environment,
  check: checkTokenSettings,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) => ({
      ...withRefresh(parts),
      revocations: createDenylist(context.redis, parts.settings),
      atRequest: checkNothing,
    })),
};
