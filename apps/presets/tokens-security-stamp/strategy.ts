import type { Approach } from '../../shared/auth-strategy.ts';
import { positive } from '../../shared/config.ts';
import type { AccessClaims } from '../../tokens/credential.ts';
import { createDenylist, type RequestCheck, type Revocations } from '../../tokens/revocation.ts';
import { environment as ofTokens, settingsOf } from '../../tokens/settings.ts';
import { checkTokenSettings, createTokenStrategy, withRefresh } from '../../tokens/strategy.ts';

const environment = ofTokens.extend({
  STAMP_INTERVAL_MS: positive.describe(
    'a replica reads the denylist only for a token that is older than this, and then renews the token',
  ),
});

/** As `tokens`, and the list is read only now and then for each token. */
export const approach: Approach<typeof environment> = {
  environment,
  check: checkTokenSettings,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) => {
      const revocations = createDenylist(context.redis, parts.settings);
      const atRequest = checkAtIntervals(revocations, own.STAMP_INTERVAL_MS, context.now);
      return { ...withRefresh(parts), revocations, atRequest, needsStoreFor: 'requests' };
    }),
};

/**
 * Reads the list only for a token that was made longer ago than `intervalMs`, and replaces a token that passes by a
 * new one. This is ASP.NET Core Identity's security stamp: a claim that is compared with the account every 30 minutes,
 * where a new stamp signs every login of the account out. Here the stamp is the subject's not-before.
 */
function checkAtIntervals(list: Revocations, intervalMs: number, now: () => number): RequestCheck {
  const isDue = ({ issuedAtMs }: AccessClaims) => now() - issuedAtMs >= intervalMs;
  return {
    isRevoked: async (claims) => isDue(claims) && (await list.isRevoked(claims, claims.jti)),
    renews: isDue,
  };
}
