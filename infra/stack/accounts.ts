import { createHmac, randomBytes } from 'node:crypto';
import type { LabAccount } from './stack.ts';

/** What the replicas of one stack share. Lives in memory and in the replicas' environment, never in a file. */
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
 * The account that the apps derive in the same way: password = base64url(HMAC-SHA256(secret, username)).
 * So there are as many subjects as a load needs, and none of them is stored anywhere.
 */
export function derivedAccount(username: string, secrets: Secrets): LabAccount {
  const password = createHmac('sha256', secrets.loadAccount).update(username).digest('base64url');
  return { username, password };
}
