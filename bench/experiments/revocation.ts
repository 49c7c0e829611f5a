import { takesPart } from '../contenders.ts';
import type { RevocationResult } from '../result/revocation.ts';
import type { ExperimentContext } from './context.ts';
import { measureAside } from './revocation/aside.ts';
import { gentleCases, quickCases } from './revocation/correctness/gentle.ts';
import { tryCases } from './revocation/correctness/run.ts';
import { keysNotMeasured } from './revocation/keys.ts';
import { runRaces } from './revocation/races.ts';
import { measureRounds } from './revocation/rounds.ts';
import { summariseRevocation } from './revocation/summary.ts';

const firstCorrectnessAccount = 170_000;

/** How long a revoked credential still works, on every replica, and whether it comes back. */
export async function runRevocation(context: ExperimentContext): Promise<RevocationResult> {
  const { lab, plan, screen } = context;
  const arms = [...lab.stack.arms.values()].filter(({ spec }) =>
    takesPart(spec.contender, 'revocation'),
  );
  const contenders = arms.map(({ spec }) => spec.contender);
  screen.phase('revocation');
  const rounds = await measureRounds(context, arms);
  screen.phase('revocation: races');
  const races = await runRaces(context, arms);
  screen.phase('revocation: correctness');
  const cases = plan.revocation.aside === 1 ? gentleCases : quickCases;
  const correctness = await tryCases(lab.stack, arms, cases, firstCorrectnessAccount);
  const aside = await measureAside(context, arms);
  const trials = [...rounds.trials, ...aside.trials];
  return {
    trials,
    summary: summariseRevocation(trials),
    notMeasured: [
      ...rounds.notMeasured,
      ...keysNotMeasured(contenders, plan.revocation.aside === 1),
    ],
    staleCurves: [...rounds.curves, ...aside.curves],
    bounds: aside.bounds,
    races: [...races, ...aside.races],
    correctness: [...correctness, ...aside.correctness],
    openStreams: [],
    presets: [],
  };
}
