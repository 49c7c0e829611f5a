import type { Contender } from '../../../infra/contenders/contenders.ts';
import { type Credential, logIn } from '../../load/credential.ts';
import { byRole, byStatus, type Judge } from '../../load/probe/probe.ts';
import {
  changeRole,
  disableAccount,
  logOut,
  logOutAll,
  type RevokingAnswer,
  refreshed,
  refreshWith,
  revokeSubject,
} from '../../load/revoke.ts';
import type { ActionName } from '../../result/revocation.ts';
import type { NotMeasured } from '../../result/revocation-findings.ts';
import type { Situation } from './situation.ts';

/** A credential that works, and the request that takes it back. */
export interface Revocable {
  readonly credential: Credential;
  /** What of its answers must end. */
  readonly judge: Judge;
  readonly expectedStatus: number;
  revoke(): Promise<RevokingAnswer>;
}

/** One way in which a credential is taken back. */
export interface RevokingAction {
  readonly action: ActionName;
  /** What stands in the way of measuring it on this contender; null: nothing does. Default: nothing does on any. */
  unless?(contender: Contender): Omit<NotMeasured, 'contender' | 'action'> | null;
  prepare(situation: Situation): Promise<Revocable>;
}

const logout: RevokingAction = {
  action: 'logout',
  async prepare({ entryUrl, ownUrl, account }) {
    const credential = await logIn(entryUrl, account);
    return revocable(credential, () => logOut(ownUrl, credential));
  },
};

/** The user's other device signs everything out. */
const logoutAll: RevokingAction = {
  action: 'logout-all',
  async prepare({ entryUrl, otherUrl, account }) {
    const credential = await logIn(entryUrl, account);
    const otherDevice = await logIn(otherUrl, account);
    return revocable(credential, () => logOutAll(otherUrl, otherDevice));
  },
};

const revokedByAdmin = byAdministrator('revoked-by-admin', revokeSubject);
const accountDisabled = byAdministrator('account-disabled', disableAccount);

/** Privilege decay: the credential goes on working, and what must end are the answers with the old role. */
const demoted: RevokingAction = {
  action: 'demoted',
  async prepare({ entryUrl, otherUrl, account, admin }) {
    const administrator = await logIn(otherUrl, admin);
    const promoted = await changeRole(otherUrl, administrator, account.username, 'admin');
    if (promoted.status !== 200) throw new Error(`promoting was answered ${promoted.status}`);
    const credential = await logIn(entryUrl, account);
    return {
      ...revocable(credential, () =>
        changeRole(otherUrl, administrator, account.username, 'member'),
      ),
      judge: byRole('admin'),
      expectedStatus: 200,
    };
  },
};

/**
 * The owner has refreshed twice when a thief presents the stolen first refresh token: no grace for racing tabs reaches
 * that far back, so it is taken for theft. Revoked is what the whole family holds; probed is the owner's newest token.
 */
const refreshReplayed: RevokingAction = {
  action: 'refresh-replayed',
  unless: ({ credential }) => {
    const reason = 'it hands out no refresh token that could be stolen';
    return credential.refreshes ? null : { kind: 'not-applicable', reason };
  },
  async prepare({ entryUrl, otherUrl, account }) {
    const stolen = await logIn(entryUrl, account);
    const credential = await refreshed(entryUrl, await refreshed(entryUrl, stolen));
    return {
      ...revocable(credential, () => refreshWith(otherUrl, stolen)),
      expectedStatus: 401,
    };
  },
};

/**
 * Those that are measured on the contenders' own arms, side by side. A withdrawn key ends the credentials of every user:
 * `keys.ts` measures it.
 */
export const revokingActions: readonly RevokingAction[] = [
  logout,
  logoutAll,
  revokedByAdmin,
  accountDisabled,
  demoted,
  refreshReplayed,
];

/** An administrator ends the subject's credentials. */
function byAdministrator(action: ActionName, send: typeof revokeSubject): RevokingAction {
  return {
    action,
    async prepare({ entryUrl, otherUrl, account, admin }) {
      const credential = await logIn(entryUrl, account);
      const administrator = await logIn(otherUrl, admin);
      return revocable(credential, () => send(otherUrl, administrator, account.username));
    },
  };
}

function revocable(credential: Credential, revoke: () => Promise<RevokingAnswer>): Revocable {
  return { credential, judge: byStatus, expectedStatus: 204, revoke };
}
