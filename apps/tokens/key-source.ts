import type { KeyObject } from 'node:crypto';
import { type CryptoKey, createRemoteJWKSet, errors } from 'jose';
import type { Config } from '../shared/config.ts';
import { Problem } from '../shared/problem.ts';
import { TokenRejected } from './token-rejected.ts';

export type VerificationKey = CryptoKey | KeyObject;

type JwksSettings = Pick<Config, 'tokenAlgorithm' | 'jwksMaxAgeMs' | 'jwksCooldownMs'>;

/** Finds the verification key by the `kid` in a token's header. */
export type KeySource = (kid: string | undefined) => Promise<VerificationKey>;

/** HS256 signs and verifies with one secret, which is in the key file and nowhere else. */
export function sharedSecretSource(secret: KeyObject, secretKid: string): KeySource {
  return async (kid) => {
    if (kid !== secretKid) throw new TokenRejected('invalid');
    return secret;
  };
}

/**
 * Fetches the key set at the first token and keeps it. By default as jose does it: the set is asked for again
 * after 10 minutes, and for an unknown `kid` at most every 30 seconds. So a withdrawn key is believed for up to
 * 10 minutes, and a flood of forged `kid`s does not become a flood of fetches.
 */
export function jwksSource(
  url: URL,
  { tokenAlgorithm: algorithm, jwksMaxAgeMs, jwksCooldownMs }: JwksSettings,
): KeySource {
  const find = createRemoteJWKSet(url, {
    cacheMaxAge: jwksMaxAgeMs,
    cooldownDuration: jwksCooldownMs,
  });
  return async (kid) => {
    if (kid === undefined) throw new TokenRejected('invalid');
    try {
      return await find({ alg: algorithm, kid });
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw new TokenRejected('invalid');
      // Not to have the keys is our fault, not the token's.
      throw new Problem('keys_unavailable', { cause: error });
    }
  };
}
