import type { KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { RejectionCode } from '../shared/auth-strategy.ts';
import { type Config, ConfigError, type TokenAlgorithm } from '../shared/config.ts';
import { createJoseLibrary } from './jose-library.ts';
import { createJsonwebtokenLibrary } from './jsonwebtoken-library.ts';
import type { Keys } from './key-file.ts';
import { jwksSource, type KeySource, sharedSecretSource } from './key-source.ts';
import { createUnverifiedLibrary } from './unverified-library.ts';

/** Kind of a token (header `typ`), so that one can never be used as the other (RFC 8725 section 3.11). */
export type TokenType = 'at+jwt' | 'cart+jwt';

/** Verified, but still of any shape. */
export type Payload = Readonly<Record<string, unknown>>;

export type Verified =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly code: RejectionCode };

/** Signs and verifies. Which library does it is configuration: its price differs more than that of the algorithms. */
export interface TokenLibrary {
  /** Adds `iss` and `aud`. The payload must hold the other claims, `exp` included. */
  sign(payload: JWTPayload, type: TokenType): Promise<string>;
  /**
   * In this order: the pinned algorithm, the key by its `kid`, the signature, then type, issuer, audience and
   * expiry. No claim is believed before the signature is. @throws Problem `keys_unavailable`
   */
  verify(token: string, type: TokenType): Promise<Verified>;
}

export interface TokenLibraryParts {
  readonly algorithm: TokenAlgorithm;
  readonly kid: string;
  readonly signingKey: KeyObject;
  readonly findKey: KeySource;
  readonly issuer: string;
  readonly audience: string;
  readonly clockToleranceSeconds: number;
  readonly now: () => number;
}

/** Whom the tokens are for (RFC 9068 section 2.2): this API. */
export const audience = 'urn:lab:api';

/** @throws ConfigError for a library that does not know the algorithm */
export function createTokenLibrary(config: Config, keys: Keys, now: () => number): TokenLibrary {
  const { tokenAlgorithm: algorithm, tokenLibrary, issuer, clockToleranceSeconds } = config;
  const { kid, signingKey } = keys;
  const findKey =
    algorithm === 'HS256'
      ? sharedSecretSource(signingKey, kid)
      : jwksSource(new URL(config.jwksUrl), config);
  const parts = { kid, signingKey, findKey, issuer, audience, clockToleranceSeconds, now };
  if (tokenLibrary === 'unverified') return createUnverifiedLibrary({ ...parts, algorithm });
  if (tokenLibrary === 'jose') return createJoseLibrary({ ...parts, algorithm });
  if (algorithm === 'EdDSA') {
    throw new ConfigError('TOKEN_LIBRARY: jsonwebtoken does not know EdDSA; use jose');
  }
  const rawKey = tokenLibrary === 'jsonwebtoken-raw-key';
  return createJsonwebtokenLibrary({ ...parts, algorithm }, rawKey);
}
