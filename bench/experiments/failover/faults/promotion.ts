import type { Standby } from '../../../../infra/stack/stack.ts';
import { type Fault, type Target, toEachArm } from '../fault.ts';

function standbyOf({ stack }: Pick<Target, 'stack'>, arm: string): Standby {
  const standby = stack.standbys.get(arm);
  if (standby === undefined) throw new RangeError(`${arm} has no standby`);
  return standby;
}

/** Redis fails over to a second one that has fallen behind. */
export const promotionFaults: readonly Fault[] = [
  {
    fault: 'redis-failover',
    variant: null,
    needs: 'replicated',
    title: 'Redis fails over to a replica that has fallen behind',
    done: 'Replication is cut; then the last users sign in and all revoked ones log out, each acknowledged. SIGKILL to the master: three sentinels promote the replica, and the address of the store follows it.',
    advice:
      'Redis acknowledges before it has replicated, so what was acknowledged last is lost: the last sign-ins, and the last logouts too. `min-replicas-to-write 1` refuses such writes instead, WAIT tells of them; neither makes Redis a system of record. A denylist needs a second home.',
    balancerSettings: [],
    otherSettings: {
      'sentinel: quorum': '2 of 3',
      'sentinel: down-after-milliseconds': '1500',
      'sentinel: failover-timeout': '5000',
      'redis: min-replicas-to-write': '0',
    },
    injected: 'master killed',
    healed: 'replica promoted',
    beforeRevoking: async (target) => {
      await toEachArm(({ spec }) => standbyOf(target, spec.arm).fallBehind())(target);
    },
    inject: toEachArm(({ store }) => store.kill()),
    heal: (target) => toEachArm(({ spec }) => standbyOf(target, spec.arm).untilPromoted())(target),
    // The old master comes back, and the sentinels make it a replica; the stack is not used again.
    cleanUp: async (target) => {
      await toEachArm(({ store }) => store.start())(target);
    },
  },
];
