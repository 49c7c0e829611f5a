import { createHmac, randomBytes } from 'node:crypto';
import type { LabAccount } from './stack.ts';

/** The secrets that the replicas of one stack share. They exist only in memory and in the replicas' environment. */
export interface Secrets {
  readonly session: string;
  readonly loadAccount: string;
}

export function randomSecrets(): Secrets {
  return {
    session: randomBytes(32).toString('base64url'),
    loadAccount: randomBytes(32).toString('base64url'),
  };
}

/**
 * The apps derive the same account: password = base64url(HMAC-SHA256(secret, username)). So a load has as many subjects
 * as it needs, and none of them is stored anywhere.
 */
export function derivedAccount(username: string, secrets: Secrets): LabAccount {
  const password = createHmac('sha256', secrets.loadAccount).update(username).digest('base64url');
  return { username, password };
}
