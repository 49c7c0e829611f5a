import { isStoreFault } from '../shared/store-fault.ts';
import type { AccessClaims } from './access-token.ts';
import type { Revocations } from './revocations.ts';

/** What each request with a good signature still has to pass. */
export interface RequestCheck {
  /** @throws a store fault, or Problem `stale`, when it cannot be known */
  isRevoked(claims: AccessClaims, method: string): Promise<boolean>;
  /** Whether a token that has just passed is replaced by a new one. Default: never. */
  renews?(claims: AccessClaims): boolean;
}

/** Nothing: the signature was all. */
export const checkNothing: RequestCheck = { isRevoked: async () => false };

/** Fail closed: when the list cannot be read, the store fault goes up and becomes a 503. */
export function checkList(list: Revocations): RequestCheck {
  return { isRevoked: (claims) => list.isRevoked(claims, claims.jti) };
}

/**
 * The list is read only for a token that was made longer ago than `intervalMs`; one that passes is replaced by a new
 * one, and so on. That is ASP.NET Core Identity's security stamp: a claim that is compared with the account every 30
 * minutes, where a new stamp signs everybody out. Here the stamp is the subject's not-before.
 */
export function checkListAtIntervals(
  list: Revocations,
  intervalMs: number,
  now: () => number,
): RequestCheck {
  const isDue = ({ issuedAtMs }: AccessClaims) => now() - issuedAtMs >= intervalMs;
  return {
    isRevoked: async (claims) => isDue(claims) && (await list.isRevoked(claims, claims.jti)),
    renews: isDue,
  };
}

/**
 * Fail open: an outage of Redis signs nobody out, and whoever can bring one about un-revokes every token. The
 * choice of much code in the field, mostly without its name; here it is a contender.
 * @param onAdmitted is told of each request that was let in without the list having been read
 */
export function checkIfPossible(list: Revocations, onAdmitted: () => void): RequestCheck {
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
