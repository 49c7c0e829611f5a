import { takesPart } from '../../infra/contenders/contenders.ts';
import type { RevocationResult } from '../result/revocation.ts';
import type { ExperimentContext } from './context.ts';
import { measureAside } from './revocation/aside.ts';
import { tryCases } from './revocation/correctness/case.ts';
import { gentleCases, quickCases } from './revocation/correctness/gentle.ts';
import { keysNotMeasured } from './revocation/keys.ts';
import { presetsFrom } from './revocation/presets.ts';
import { runRaces } from './revocation/races.ts';
import { measureRounds } from './revocation/rounds.ts';
import { measureLeftOpen } from './revocation/streams.ts';
import { summariseRevocation } from './revocation/summary.ts';

const firstCorrectnessAccount = 170_000;

/** How long a revoked credential still works, on every replica, and whether it comes back. */
export async function runRevocation(context: ExperimentContext): Promise<RevocationResult> {
  const { lab, plan, random, screen } = context;
  const arms = [...lab.stack.arms.values()].filter(({ spec }) =>
    takesPart(spec.contender, 'revocation'),
  );
  const contenders = arms.map(({ spec }) => spec.contender);
  screen.phase('revocation');
  const rounds = await measureRounds(context, arms);
  screen.phase('revocation: races');
  const races = await runRaces(context, arms);
  screen.phase('revocation: correctness, open streams');
  const aside = plan.revocation.aside === 1;
  const cases = aside ? gentleCases : quickCases;
  // Together, because both wait nearly all the time: for a second to begin, for a stream to end.
  const [correctness, leftOpen] = await Promise.all([
    tryCases(lab.stack, arms, cases, firstCorrectnessAccount),
    measureLeftOpen(lab.stack, arms, aside ? 3 : 1, random),
  ]);
  const besides = await measureAside(context, arms);
  const trials = [...rounds.trials, ...besides.trials];
  return {
    trials,
    summary: summariseRevocation(trials),
    notMeasured: [...rounds.notMeasured, ...keysNotMeasured(contenders, aside)],
    staleCurves: [...rounds.staleCurves, ...besides.staleCurves],
    bounds: besides.bounds,
    races: [...races, ...besides.races],
    correctness: [...correctness, ...besides.correctness],
    openStreams: [...leftOpen, ...besides.openStreams],
    presets: [...besides.presets, ...presetsFrom(trials)],
  };
}
