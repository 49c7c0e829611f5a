import { createHmac, randomBytes } from 'node:crypto';
import type { LabAccount } from './stack.ts';

/** The secrets of one stack. A replica gets only those that its app uses: `replicaEnvironment`. */
export interface Secrets {
  /** Signs session IDs. */
  readonly session: string;
  /** Of the passwords of the accounts. */
  readonly loadAccount: string;
  /** Of the passwords of the stores: `storePassword`. */
  readonly store: string;
}

export function randomSecrets(): Secrets {
  return {
    session: randomBytes(32).toString('base64url'),
    loadAccount: randomBytes(32).toString('base64url'),
    store: randomBytes(32).toString('base64url'),
  };
}

/** The password of an arm's Redis, and of its standby. No replica of another arm knows it. It needs no quoting in a URL. */
export function storePassword(arm: string, { store }: Pick<Secrets, 'store'>): string {
  return createHmac('sha256', store).update(arm).digest('base64url');
}

/**
 * The apps derive the same account: password = base64url(HMAC-SHA256(secret, username)). So a load has as many subjects
 * as it needs, and none of them is stored anywhere.
 */
export function derivedAccount(username: string, secrets: Secrets): LabAccount {
  const password = createHmac('sha256', secrets.loadAccount).update(username).digest('base64url');
  return { username, password };
}
