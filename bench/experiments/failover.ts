import { takesPart } from '../contenders.ts';
import { openPacer } from '../load/pace.ts';
import type { FailoverResult, FailoverTrial } from '../result/failover.ts';
import type { ExperimentContext } from './context.ts';
import { faults } from './failover/faults.ts';
import { summariseFailover } from './failover/summary.ts';
import { breakArms } from './failover/trial.ts';

/** Load accounts of this experiment begin here, apart from those of the others. */
const firstAccount = 200_000;
const accountsPerTrial = 100;

/** What users see and what attackers get: one fault at a time, every contender in the same moment. */
export async function runFailover(context: ExperimentContext): Promise<FailoverResult> {
  const { plan, lab, random, screen, signal } = context;
  const { stack } = lab;
  const arms = [...stack.arms.values()].filter(({ spec }) => takesPart(spec.contender, 'failover'));
  const pacer = await openPacer();
  const trials: FailoverTrial[] = [];
  try {
    screen.phase('failover');
    const total = faults.length * plan.failover.trialsPerFault;
    for (let trial = 0; trial < plan.failover.trialsPerFault; trial++) {
      for (const fault of random.shuffle(faults)) {
        signal.throwIfAborted();
        const done = trials.length / Math.max(1, arms.length);
        screen.step(done, total);
        const load = { stack, arms, pacer, fault, trial, plan: plan.failover };
        trials.push(
          ...(await breakArms({ ...load, firstAccount: firstAccount + done * accountsPerTrial })),
        );
      }
    }
    return {
      trials,
      summary: summariseFailover(trials),
      faults: [],
      skipped: [],
      cells: [],
      invariants: [],
      tradeOff: null,
    };
  } finally {
    await pacer.close();
  }
}
