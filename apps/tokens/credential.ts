import { randomBytes } from 'node:crypto';
import type { Account, Role } from '../shared/accounts/accounts.ts';
import type { Identity, RejectionCode } from '../shared/auth-outcome.ts';
import type { ExpiryCheck, Payload, TokenLibrary } from './jwt/library.ts';

/** The claims of an access token (RFC 9068) that this app reads. `iss` and `aud` are the library's business. */
export interface AccessClaims {
  readonly sub: string;
  /** This token: the name under which it is denied. */
  readonly jti: string;
  /** The login it comes from: all tokens that a refresh has made of one login share it. */
  readonly sid: string;
  readonly role: Role;
  /** Expiry in seconds (NumericDate). Ours are whole numbers; RFC 7519 section 2 allows fractions. */
  readonly exp: number;
  /** When the token was made: `iat`, in seconds as well. */
  readonly issuedAtMs: number;
  /**
   * Time of the login in milliseconds (private claim `login_at_ms`). OpenID Connect's `auth_time` counts whole
   * seconds: with it, a logout-all could not tell a login before it from one later in the same second.
   */
  readonly loginAtMs: number;
}

export type AccessOutcome =
  | { readonly ok: true; readonly claims: AccessClaims }
  | { readonly ok: false; readonly code: RejectionCode };

export interface AccessTokens {
  mint(
    account: Pick<Account, 'subject' | 'role'>,
    sid: string,
    loginAtMs: number,
  ): Promise<MintedToken>;
  /**
   * Size, shape, algorithm, key, signature, claims, in this order. Does not know about revocation.
   * @param expiry `ignored`: a token that has expired is good as well. Default: it is refused
   */
  verify(token: string, expiry?: ExpiryCheck): Promise<AccessOutcome>;
}

export interface MintedToken {
  readonly token: string;
  readonly claims: AccessClaims;
}

/** Nothing that Node accepts as a header is longer; it bounds the work before any check. */
const maxTokenLength = 32 * 1024;

/** Three base64url parts. Refuses padding and line breaks, which some decoders pass over (RFC 7515 section 2). */
const tokenShape = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export function createAccessTokens(
  library: TokenLibrary,
  settings: { readonly ttlSeconds: number; readonly claimsBytes: number },
  now: () => number,
): AccessTokens {
  const padding = settings.claimsBytes > 0 ? { padding: 'x'.repeat(settings.claimsBytes) } : {};
  return {
    async mint({ subject, role }, sid, loginAtMs) {
      const iat = Math.floor(now() / 1000);
      const jti = randomBytes(16).toString('base64url');
      const claims = { sub: subject, jti, sid, role, exp: iat + settings.ttlSeconds };
      const payload = { ...claims, iat, client_id: 'lab-web', login_at_ms: loginAtMs, ...padding };
      const token = await library.sign(payload, 'at+jwt');
      return { token, claims: { ...claims, issuedAtMs: iat * 1000, loginAtMs } };
    },
    async verify(token, expiry = 'checked') {
      if (token.length > maxTokenLength || !tokenShape.test(token)) {
        return { ok: false, code: 'malformed' };
      }
      const verified = await library.verify(token, 'at+jwt', expiry);
      if (!verified.ok) return verified;
      const claims = readClaims(verified.payload);
      return claims === null ? { ok: false, code: 'invalid' } : { ok: true, claims };
    },
  };
}

/**
 * Our access tokens hold all of these claims, so a token that is signed by us and lacks one was made for another
 * purpose. The subject's account is not looked up: the signature vouches for it.
 */
function readClaims(payload: Payload): AccessClaims | null {
  const { sub, jti, sid, role, exp, iat, login_at_ms: loginAtMs } = payload;
  if (!isName(sub) || !isName(jti) || !isName(sid)) return null;
  if (!isNumericDate(exp) || !isNumericDate(iat)) return null;
  if (!isNumericDate(loginAtMs, 1) || !Number.isInteger(loginAtMs)) return null;
  if (role !== 'member' && role !== 'admin') return null;
  return { sub, jti, sid, role, exp, issuedAtMs: iat * 1000, loginAtMs };
}

/** An empty name names nothing, and `tokens-pushed` marks the beginning of its lists with it. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * JSON can spell a number that is no time: 1e999 is read as Infinity, and 1e20 seconds are beyond what a Date holds
 * (ECMAScript section 21.4.1.1) and what Redis takes as an expiry.
 * @param unitMs of the number. Default: seconds (RFC 7519 section 2)
 */
function isNumericDate(value: unknown, unitMs = 1000): value is number {
  return typeof value === 'number' && Math.abs(value * unitMs) <= 8.64e15;
}

export function identityOf(claims: AccessClaims): Identity {
  const { sub: subject, role, jti: credentialId, sid: loginId, loginAtMs, exp } = claims;
  const times = { issuedAtMs: loginAtMs, expiresAtMs: exp * 1000 };
  return { subject, role, credentialId, loginId, ...times };
}
