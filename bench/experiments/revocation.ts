import { takesPart } from '../contenders.ts';
import type { RevocationResult, RevocationTrial } from '../result/revocation.ts';
import type { ExperimentContext } from './context.ts';
import { summariseRevocation } from './revocation/summary.ts';
import { credentialLifeMs, measureLogout } from './revocation/trial.ts';

/** How long a revoked credential still works, on every replica. Arms in random order in every round of trials. */
export async function runRevocation(context: ExperimentContext): Promise<RevocationResult> {
  const { plan, lab, random, screen, signal } = context;
  const arms = [...lab.stack.arms.values()].filter(({ spec }) =>
    takesPart(spec.contender, 'revocation'),
  );
  const trials: RevocationTrial[] = [];
  screen.phase('revocation');
  for (let trial = 0; trial < plan.revocation.logoutTrials; trial++) {
    screen.step(trial, plan.revocation.logoutTrials);
    for (const arm of random.shuffle(arms)) {
      signal.throwIfAborted();
      trials.push(
        await measureLogout({
          arm,
          balancerUrl: arm.url,
          // A subject of its own for each trial: nothing that an earlier one left behind is met.
          account: lab.stack.loadAccount(100_000 + trial),
          trial,
          watchMs: plan.revocation.watchMs,
          random,
        }),
      );
    }
  }
  return {
    trials,
    summary: summariseRevocation(trials, credentialLifeMs),
    notMeasured: [],
    staleCurves: [],
    bounds: [],
    races: [],
    correctness: [],
    openStreams: [],
    presets: [],
  };
}
