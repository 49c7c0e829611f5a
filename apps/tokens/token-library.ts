import type { KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { RejectionCode } from '../shared/auth-strategy.ts';
import type { TokenAlgorithm } from '../shared/config.ts';
import type { KeySource } from './key-source.ts';

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
