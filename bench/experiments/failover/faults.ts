import type { Arm, Moment } from '../../../infra/stack/stack.ts';
import type { FaultName } from '../../result/failover.ts';

/** What a fault does to one arm, and how it is undone. All arms are broken in the same moment, side by side. */
export interface Fault {
  readonly fault: FaultName;
  /** Shown at the mark on the timeline. */
  readonly injected: string;
  readonly healed: string;
  inject(arm: Arm): Promise<Moment>;
  heal(arm: Arm): Promise<Moment>;
}

export const faults: readonly Fault[] = [
  {
    fault: 'replica-killed',
    injected: 'replica 2 killed',
    healed: 'replica 2 started again',
    inject: (arm) => replica(arm, 1).kill(),
    heal: (arm) => replica(arm, 1).start(),
  },
  {
    fault: 'redis-restarted-empty',
    injected: 'Redis killed',
    healed: 'Redis started again, empty',
    inject: async ({ store }) => {
      await store.persist('nothing');
      return store.kill();
    },
    heal: ({ store }) => store.start(),
  },
];

function replica({ replicas, spec }: Arm, index: number) {
  const found = replicas[index];
  if (found === undefined) throw new RangeError(`${spec.arm} has no replica ${index + 1}`);
  return found;
}

/** Every part of the arm answers as ready; rejects naming the one that does not. */
export async function untilHealthy(arm: Arm): Promise<void> {
  await arm.store.untilReady();
  await Promise.all(arm.replicas.map((each) => each.untilReady()));
}
