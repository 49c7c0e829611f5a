import { startStack } from '../../../infra/stack/start.ts';
import { openPacer } from '../../load/pace.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import { createRandom } from '../../stats/random.ts';
import type { Target } from './fault.ts';
import { formsNamed } from './faults.ts';
import type { FailoverPlan } from './plan.ts';
import { accountsPerTrial } from './populations.ts';
import { breakArms } from './trial.ts';

export type FaultedLab = Awaited<ReturnType<typeof startFaultedLab>>;

/** A lab of real processes under load for tests; each injection is a trial with accounts of its own. */
export async function startFaultedLab(
  contenders: readonly string[],
  { plan, firstAccount, storeLinks = false }: FaultedLabOptions,
) {
  const arms = contenders.map((name) => ({ arm: name, contender: name, storeLinks }));
  const stack = await startStack({ driver: 'native', arms });
  const target: Target = { stack, arms: [...stack.arms.values()] };
  const pacer = await openPacer();
  let trials = 0;
  return {
    target,
    async inject(name: string): Promise<FailoverTrial[]> {
      const [fault] = formsNamed(name);
      if (fault === undefined) throw new Error(`no fault ${name}`);
      const first = firstAccount + trials++ * accountsPerTrial;
      const random = createRandom(trials);
      return await breakArms({ target, pacer, fault, trial: 0, plan, random, firstAccount: first });
    },
    async stop() {
      await pacer.close();
      await stack.stop();
    },
  };
}

interface FaultedLabOptions {
  readonly plan: FailoverPlan;
  /** Of those that no other test logs in with. */
  readonly firstAccount: number;
  readonly storeLinks?: boolean;
}
