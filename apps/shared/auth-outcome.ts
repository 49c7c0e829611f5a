import type { Role } from './accounts/accounts.ts';

/** Who sends a request, once the credential has been checked. */
export interface Identity {
  readonly subject: string;
  readonly role: Role;
  /** Safe to log and to show: a token's `jti`, or a hash of the session ID (the ID itself is a secret). */
  readonly credentialId: string;
  /**
   * Names the login: it is the same for every credential that a refresh or a renewal makes of that login. Where the
   * credential never changes, it is the `credentialId`.
   */
  readonly loginId: string;
  /** Time of the login. */
  readonly issuedAtMs: number;
  /** Time at which the credential ends if it is neither used nor refreshed. */
  readonly expiresAtMs: number;
}

/** What a logout has to know: whose login it ends, and which. */
export type Ending = Pick<Identity, 'subject' | 'loginId'>;

/** What has been revoked: every credential of one login, or every credential of a subject. */
export type Revoked = { readonly loginId: string } | { readonly subject: string };

/**
 * Why a credential was refused. Each becomes a 401 with this code.
 * `unknown`: well formed, but the server has no record of it (a session store cannot tell expired from revoked).
 */
export type RejectionCode = 'missing' | 'malformed' | 'invalid' | 'expired' | 'revoked' | 'unknown';

export type AuthOutcome<Who = Identity> =
  | { readonly ok: true; readonly identity: Who }
  | { readonly ok: false; readonly code: RejectionCode };
