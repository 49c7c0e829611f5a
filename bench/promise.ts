import type { ActionName } from './result/revocation.ts';

/**
 * How long a revoked credential may still be accepted. `next-request`: not at all once the answer is there. `pushed`:
 * until the push arrives, and no longer than the staleness bound. `expiry`: until it expires. `none`: there are no
 * credentials to revoke.
 */
type RevocationPromise = 'next-request' | 'pushed' | 'expiry' | 'none';

/** Where the mechanism of a contender cannot do for some actions what it does for a logout. */
interface PromiseException {
  readonly actions: readonly ActionName[];
  readonly revocation: RevocationPromise;
  /** One line: what stands in the way. */
  readonly because: string;
}

/** What a contender promises of all actions. */
export interface Promises {
  /** Of a logout, and of every action that is no exception. */
  readonly revocation: RevocationPromise;
  readonly exceptions: readonly PromiseException[];
}

/** What a token says is true until it ends. */
export const signedRole: PromiseException = {
  actions: ['demoted'],
  revocation: 'expiry',
  because: 'the role is signed into the token and stays until that is replaced or expires',
};

/** A logout meets the replica that has the record; whatever somebody else does need not. */
export const recordsElsewhere: PromiseException = {
  actions: ['logout-all', 'revoked-by-admin', 'account-disabled', 'demoted'],
  revocation: 'expiry',
  because: 'each replica ends the records in its own memory; those on the others are never told',
};

/** What a contender promises of one action, and, where that is an exception, why. */
export function promiseOf(
  { revocation, exceptions }: Promises,
  action: ActionName,
): { readonly revocation: RevocationPromise; readonly because: string | null } {
  return (
    exceptions.find(({ actions }) => actions.includes(action)) ?? { revocation, because: null }
  );
}
