import type { Arm, Standby } from '../../../../infra/stack/stack.ts';
import {
  askedListFailClosed,
  askedListFailOpen,
  pushedList,
  recordsInRedis,
} from '../contender-kinds.ts';
import { needsNoRedis } from '../expectation.ts';
import { type Fault, type Target, toEachArm } from '../fault.ts';

const mayBeLost = 'Redis documentation, Sentinel: acknowledged writes may be lost in a failover';

export const fault: Fault = {
  name: 'redis-failover',
  place: 160,
  summary: 'Sentinel makes a replica the master that had not received everything',
  breaks: 'redis',
  needs: 'replicated',
  title: 'Redis fails over to a replica that has fallen behind',
  done: 'Replication is cut; then the last users sign in and all revoked ones log out, each acknowledged. SIGKILL to the master: three sentinels promote the replica, and the address of the store follows it.',
  advice:
    'Redis acknowledges before it has replicated, so what was acknowledged last is lost: the last sign-ins, and the last logouts too. `min-replicas-to-write 1` refuses such writes instead, WAIT tells of them; neither makes Redis a system of record. A denylist needs a second home.',
  otherSettings: {
    'sentinel: quorum': '2 of 3',
    'sentinel: down-after-milliseconds': '1500 (its default 30000 divided by 20)',
    'sentinel: failover-timeout': '5000 (its default 180000 divided by 36)',
    'redis: min-replicas-to-write': '0',
  },
  injected: 'master killed',
  healed: 'replica promoted',
  beforeRevoking: (target) => toEachArm((arm) => standbyOf(target, arm).fallBehind())(target),
  inject: toEachArm(({ store }) => store.kill()),
  heal: (target) => toEachArm((arm) => standbyOf(target, arm).untilPromoted())(target),
  // The old master comes back, and the sentinels make it a replica; the stack is not used again.
  cleanUp: toEachArm(({ store }) => store.start()),
  expectations: [
    needsNoRedis,
    {
      contenders: [recordsInRedis],
      outcome: { users: ['failed', 'signed-out'], revoked: ['accepted'], lasting: [true] },
      reason:
        'The new master never heard of the last logins and logouts: the former are undone, and so are the latter.',
      source: mayBeLost,
    },
    {
      contenders: [askedListFailClosed],
      outcome: { users: ['failed'], revoked: ['accepted'], lasting: [true] },
      reason: 'The new master never heard of the last revocations.',
      source: mayBeLost,
    },
    {
      contenders: [askedListFailOpen],
      outcome: { users: ['served', 'slowed'], revoked: ['accepted'], lasting: [true] },
      reason:
        'Everybody is let in during the failover, and the last revocations are lost after it.',
      source: mayBeLost,
    },
    {
      contenders: [pushedList],
      outcome: { users: ['served', 'failed'] },
      reason: 'The replicas keep what they heard, and give it to the new master.',
      source: 'apps/README.md: the pushed denylist',
    },
  ],
};

function standbyOf({ stack }: Target, { spec }: Arm): Standby {
  const standby = stack.standbys.get(spec.arm);
  if (standby === undefined) throw new RangeError(`${spec.arm} has no standby`);
  return standby;
}
