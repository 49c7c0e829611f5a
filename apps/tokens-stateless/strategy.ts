import type { Approach } from '../shared/auth-strategy.ts';
import { checkNothing, type Revocations } from '../tokens/revocation.ts';
import { environment, settingsOf } from '../tokens/settings.ts';
import { checkTokenSettings, createTokenStrategy, withRefresh } from '../tokens/strategy.ts';

/** The signature alone. A logout clears the cookie, and a copy of the token is good until it expires. */
export const approach: Approach<typeof environment> = {
  environment,
  check: checkTokenSettings,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) => ({
      ...withRefresh(parts),
      revocations: createNoRevocations(context.now),
      atRequest: checkNothing,
      families: null,
      needsStoreFor: 'nothing',
    })),
};

/** Nothing is ever taken back: a credential ends when it expires. */
function createNoRevocations(now: () => number): Revocations {
  return {
    isRevoked: async () => false,
    revokeLogin: async () => undefined,
    revokeSubject: async () => undefined,
    loginTimeMs: async () => now(),
  };
}
