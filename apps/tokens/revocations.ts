/** What every token of one login has in common. A refresh makes new tokens of the same login. */
export interface Login {
  readonly sub: string;
  readonly sid: string;
  /** Milliseconds, on the clock of whoever keeps the revocations. */
  readonly loginAtMs: number;
}

/** What has been taken back, and how a replica comes to know it: the one thing in which the token contenders differ. */
export interface Revocations {
  /** By token, by login, or by subject. @throws a store fault when it cannot be known */
  isRevoked(login: Login, jti?: string): Promise<boolean>;
  /** One login: this token and every other of it. Resolved means recorded. Repeating it does no harm. */
  revokeLogin(sid: string, token?: { readonly jti: string; readonly exp: number }): Promise<void>;
  /** Every login of the subject until now. One that comes after is not affected. */
  revokeSubject(subject: string): Promise<void>;
  /** Now, and later than every revocation of everything of this subject: the time of a new login. */
  loginTimeMs(subject: string): Promise<number>;
}

/** Signature only: nothing is ever taken back, and what is revoked is what has expired. */
export function createNoRevocations(now: () => number): Revocations {
  return {
    isRevoked: async () => false,
    revokeLogin: async () => undefined,
    revokeSubject: async () => undefined,
    loginTimeMs: async () => now(),
  };
}
