import { hash } from 'node:crypto';
import type { AccessOutcome, AccessTokens } from '../tokens-pushed/strategy.ts';

export interface VerifiedTokensParts {
  /** Verifies the tokens that are not remembered. */
  readonly accessTokens: AccessTokens;
  /** The key set that is believed now. Null: it has to be fetched. */
  readonly keySet: () => object | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Tokens that are remembered at most. */
  readonly capacity: number;
}

export interface VerifiedTokens extends AccessTokens {
  /** For the private port. */
  metrics(): Readonly<Record<string, number>>;
}

type Accepted = Extract<AccessOutcome, { ok: true }>;

/**
 * Remembers the claims of tokens that were verified, by the SHA-256 of their exact text: a token with another spelling
 * is another token, and is verified.
 *
 * - A remembered token is good until its expiry. The tolerance for clocks is left to the verification.
 * - All are forgotten with the key set that verified them, so a withdrawn key is believed no longer than without the
 *   memory.
 * - Only a token that passed the verification takes a place, and of all spellings of one token only the first does
 *   (an ECDSA signature can be respelt by anyone who has seen it). When all places are taken, the oldest token leaves.
 */
export function rememberVerified(parts: VerifiedTokensParts): VerifiedTokens {
  const { accessTokens, keySet, now, capacity } = parts;
  /** By the hash of the text, the oldest first. Tokens live equally long, so that one also expires first. */
  const remembered = new Map<string, Accepted>();
  /** The `jti` of each remembered token. */
  const tokenIds = new Set<string>();
  let verifiedWith: object | null = null;
  let hits = 0;
  let misses = 0;

  const forgetAll = (): void => {
    remembered.clear();
    tokenIds.clear();
  };
  const forget = (name: string, { claims }: Accepted): void => {
    remembered.delete(name);
    tokenIds.delete(claims.jti);
  };
  const isLive = ({ claims }: Accepted): boolean => claims.exp * 1000 > now();

  const remember = (name: string, accepted: Accepted): void => {
    if (!isLive(accepted) || tokenIds.has(accepted.claims.jti)) return;
    for (const [oldest, held] of remembered) {
      if (isLive(held) && remembered.size < capacity) break;
      forget(oldest, held);
    }
    remembered.set(name, accepted);
    tokenIds.add(accepted.claims.jti);
  };

  return {
    mint: (...login) => accessTokens.mint(...login),
    async verify(token, expiry = 'checked') {
      if (expiry === 'ignored') return await accessTokens.verify(token, expiry);
      const keysBefore = keySet();
      if (keysBefore !== verifiedWith) forgetAll();
      verifiedWith = keysBefore;
      const name = hash('sha256', token, 'base64url');
      const known = remembered.get(name);
      if (known !== undefined && isLive(known)) {
        hits += 1;
        return known;
      }
      misses += 1;
      const outcome = await accessTokens.verify(token);
      // Another set may have come meanwhile, and may lack the key that has verified this token.
      if (outcome.ok && keysBefore !== null && keySet() === keysBefore) remember(name, outcome);
      return outcome;
    },
    metrics: () => ({
      verifiedTokens: remembered.size,
      verifiedTokenHits: hits,
      verifiedTokenMisses: misses,
    }),
  };
}
