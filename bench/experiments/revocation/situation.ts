import { isSticky, worksOnEveryReplica } from '../../../infra/contenders/contenders.ts';
import type { Arm, LabAccount, Replica } from '../../../infra/stack/stack.ts';
import type { Random } from '../../stats/random.ts';

/** Who is revoked, and where: the part of a trial that is drawn at random. */
export interface Situation {
  readonly arm: Arm;
  /** A subject of its own for each trial: nothing that an earlier one left behind is met. */
  readonly account: LabAccount;
  readonly admin: LabAccount;
  /** Where the user logs in. */
  readonly entryUrl: string;
  /** Where the user's own revoking request goes. */
  readonly ownUrl: string;
  /** Where somebody else's request goes: another device of the user, an administrator, a thief. */
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
