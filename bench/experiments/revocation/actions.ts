import {
  type Contender,
  isSticky,
  worksOnEveryReplica,
} from '../../../infra/contenders/contenders.ts';
import type { Arm, LabAccount, Replica } from '../../../infra/stack/stack.ts';
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
import type { Random } from '../../stats/random.ts';

/** The subject whose credential is revoked, and where: the part of a trial that is drawn at random. */
export interface Situation {
  readonly arm: Arm;
  /** A subject of its own for each trial: nothing that an earlier one left behind is met. */
  readonly account: LabAccount;
  readonly admin: LabAccount;
  /** Where the user logs in. */
  readonly entryUrl: string;
  /** Where the user's own revoking request goes. */
  readonly ownUrl: string;
  /** Where the request of another party goes: another device of the user, an administrator, a thief. */
  readonly otherUrl: string;
}

/**
 * A credential that every replica knows is handed out through the balancer and revoked on a random replica. One that
 * a single replica knows is handed out and taken back there, but an administrator or another device is not on the
 * same replica by any rule. With a routing cookie, the balancer decides, as it does for users.
 */
export function situationOf(
  arm: Arm,
  account: LabAccount,
  admin: LabAccount,
  random: Random,
): Situation {
  const other = replicaOf(arm, random).url;
  const situation = { arm, account, admin };
  if (isSticky(arm.spec.contender)) {
    return { ...situation, entryUrl: arm.url, ownUrl: arm.url, otherUrl: arm.url };
  }
  if (worksOnEveryReplica(arm.spec.contender)) {
    return { ...situation, entryUrl: arm.url, ownUrl: other, otherUrl: other };
  }
  const own = replicaOf(arm, random).url;
  return { ...situation, entryUrl: own, ownUrl: own, otherUrl: other };
}

function replicaOf(arm: Arm, random: Random): Replica {
  const replica = arm.replicas[random.integer(arm.replicas.length)];
  if (replica === undefined) throw new RangeError(`${arm.spec.arm} has no replica`);
  return replica;
}

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
