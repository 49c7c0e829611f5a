import type { Role } from './accounts.ts';

/** Who is speaking, once the credential has been checked. */
export interface Identity {
  readonly subject: string;
  readonly role: Role;
  /** Safe to log and to show: a token's `jti`, or a hash of the session ID (the ID itself is a secret). */
  readonly credentialId: string;
  /** When the login was made. */
  readonly issuedAtMs: number;
  /** When the credential ends if nobody uses or refreshes it. */
  readonly expiresAtMs: number;
}
