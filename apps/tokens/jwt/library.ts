import type { JWTPayload } from 'jose';
import type { RejectionCode } from '../../shared/auth-outcome.ts';
import type { SigningKey } from '../keys/key-file.ts';
import type { KeySource } from '../keys/key-source.ts';
import type { TokenAlgorithm } from '../settings.ts';

/** Kind of a token (header `typ`). A token of one kind is never accepted as the other (RFC 8725 section 3.11). */
export type TokenType = 'at+jwt' | 'cart+jwt';

/** Verified, but still of any shape. */
export type Payload = Readonly<Record<string, unknown>>;

export type Verified =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly code: RejectionCode };

/** Signs and verifies. A setting chooses the library: the libraries differ more in their cost than the algorithms do. */
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
  /** The newest key: a rotation takes effect with the next signature. */
  readonly signingKey: () => Promise<SigningKey>;
  readonly findKey: KeySource;
  readonly issuer: string;
  readonly audience: string;
  readonly clockToleranceSeconds: number;
  readonly now: () => number;
}
