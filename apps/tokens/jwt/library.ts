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

/**
 * Signs and verifies. A setting chooses the library: the libraries differ more in their cost than the algorithms do.
 */
export interface TokenLibrary {
  /** Adds `iss` and `aud`. The payload must hold the other claims, `exp` included. */
  sign(payload: JWTPayload, type: TokenType): Promise<string>;
  /**
   * In this order: the pinned algorithm, the key by its `kid`, the signature, then type, issuer, audience and
   * expiry. No claim is believed before the signature is. An extension that the header calls critical is refused,
   * because this app knows none (RFC 7515 section 4.1.11).
   * @param expiry `ignored`: a token that has expired is read as well. Default: it is refused
   * @throws Problem `keys_unavailable`
   */
  verify(token: string, type: TokenType, expiry?: ExpiryCheck): Promise<Verified>;
}

export type ExpiryCheck = 'checked' | 'ignored';

/**
 * Whether the header `typ` names this type. `application/` may be left out, and case does not count
 * (RFC 7515 section 4.1.9; RFC 9068 section 4 wants both spellings accepted). jose compares in the same way.
 */
export function namesType(typ: unknown, type: TokenType): boolean {
  if (typeof typ !== 'string') return false;
  const lower = typ.toLowerCase();
  return lower === type || lower === `application/${type}`;
}

export interface TokenLibraryParts {
  readonly algorithm: TokenAlgorithm;
  /** The key that signs now. A rotation changes it once every verifier can have fetched the new one. */
  readonly signingKey: () => Promise<SigningKey>;
  readonly findKey: KeySource['find'];
  readonly issuer: string;
  readonly audience: string;
  readonly clockToleranceSeconds: number;
  readonly now: () => number;
}
