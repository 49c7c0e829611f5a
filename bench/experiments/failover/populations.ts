import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import { type Credential, logInMany } from '../../load/credential.ts';
import { logOut } from '../../load/revoke.ts';

/** The two populations that are always asked: what users hold, and what attackers hold. */
export interface Populations {
  readonly valid: readonly Credential[];
  readonly revoked: readonly Credential[];
}

const validCount = 40;
const revokedCount = 20;

/**
 * A logout through the balancer may reach a replica that does not know the credential (sessions in memory): it says
 * 401, and the user tries again. After this many tries the contender cannot log out at all.
 */
const logoutTries = 20;

/** Fresh credentials for one trial of one arm. `firstAccount` keeps the subjects of trials apart. */
export async function populate(stack: Stack, arm: Arm, firstAccount: number): Promise<Populations> {
  const accounts = Array.from({ length: validCount + revokedCount }, (_, index) =>
    stack.loadAccount(firstAccount + index),
  );
  const credentials = await logInMany(arm.url, accounts, 8);
  const revoked = credentials.slice(validCount);
  for (const credential of revoked) await revoke(arm, credential);
  return { valid: credentials.slice(0, validCount), revoked };
}

async function revoke(arm: Arm, credential: Credential): Promise<void> {
  for (let attempt = 0; attempt < logoutTries; attempt++) {
    if ((await logOut(arm.url, credential)).status === 204) return;
  }
  throw new Error(`${arm.spec.arm}: POST /logout was not answered 204 in ${logoutTries} tries`);
}
