import type { Approach } from '../shared/auth-strategy.ts';
import { isStoreFault } from '../shared/store/store-fault.ts';
import { createDenylist, type RequestCheck, type Revocations } from '../tokens/revocation.ts';
import { environment, settingsOf } from '../tokens/settings.ts';
import { checkTokenSettings, createTokenStrategy, withRefresh } from '../tokens/strategy.ts';

/** As `tokens`, and a request is admitted when the list cannot be read. */
export const approach: Approach<typeof environment> = {
  environment,
  check: checkTokenSettings,
  createStrategy: (context, own) =>
    createTokenStrategy(context, settingsOf(context.config, own), (parts) => {
      const revocations = createDenylist(context.redis, parts.settings);
      let admittedUnchecked = 0;
      const atRequest = checkIfPossible(revocations, () => {
        admittedUnchecked += 1;
      });
      const metrics = () => ({ admittedUnchecked });
      return { ...withRefresh(parts), revocations, atRequest, metrics };
    }),
};

/**
 * Fail open: an outage of Redis signs nobody out, and an attacker who can cause one un-revokes every token. Much code
 * in the field makes this choice, mostly without naming it; here it is a contender.
 * @param onAdmitted is called for each request that is admitted although the list could not be read
 */
function checkIfPossible(list: Revocations, onAdmitted: () => void): RequestCheck {
  return {
    async isRevoked(claims) {
      try {
        return await list.isRevoked(claims, claims.jti);
      } catch (error) {
        if (!isStoreFault(error)) throw error;
        onAdmitted();
        return false;
      }
    },
  };
}
