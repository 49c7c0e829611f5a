import type { KeyObject } from 'node:crypto';
import { type CryptoKey, createRemoteJWKSet, errors } from 'jose';
import type { RejectionCode } from '../../shared/auth-outcome.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Settings } from '../settings.ts';
import type { SigningKey } from './key-file.ts';

export type VerificationKey = CryptoKey | KeyObject;

/** Finds the verification key by the `kid` in a token's header. */
export type KeySource = (kid: string | undefined) => Promise<VerificationKey>;

/** Thrown inside the key lookup of a library, which cannot return an outcome; the library turns it into one. */
export class TokenRejected extends Error {
  override readonly name = 'TokenRejected';
  readonly code: RejectionCode;
  constructor(code: RejectionCode) {
    super(code);
    this.code = code;
  }
}

/** HS256 signs and verifies with one secret, which is in the key file and nowhere else. */
export function sharedSecretSource({ kid: secretKid, key: secret }: SigningKey): KeySource {
  return async (kid) => {
    if (kid !== secretKid) throw new TokenRejected('invalid');
    return secret;
  };
}

/**
 * Fetches the key set at the first token and keeps it. The defaults are those of jose: it fetches the set again after
 * 10 minutes, and for an unknown `kid` at most every 30 seconds. So a withdrawn key is believed for up to 10 minutes,
 * and a flood of forged `kid`s does not become a flood of fetches.
 */
export function jwksSource(
  url: URL,
  {
    algorithm,
    jwksMaxAgeMs,
    jwksCooldownMs,
  }: Pick<Settings, 'algorithm' | 'jwksMaxAgeMs' | 'jwksCooldownMs'>,
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
      // Missing keys are a fault of this replica and say nothing about the token.
      throw new Problem('keys_unavailable', { cause: error });
    }
  };
}
