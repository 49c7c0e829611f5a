import { takesPart } from '../contenders.ts';
import type { RevocationResult } from '../result/revocation.ts';
import type { ExperimentContext } from './context.ts';
import { measureAside } from './revocation/aside.ts';
import { runRaces } from './revocation/races.ts';
import { measureRounds } from './revocation/rounds.ts';
import { summariseRevocation } from './revocation/summary.ts';

/** How long a revoked credential still works, on every replica, and whether it comes back. */
export async function runRevocation(context: ExperimentContext): Promise<RevocationResult> {
  const { lab, screen } = context;
  const arms = [...lab.stack.arms.values()].filter(({ spec }) =>
    takesPart(spec.contender, 'revocation'),
  );
  screen.phase('revocation');
  const { trials, curves, notMeasured } = await measureRounds(context, arms);
  screen.phase('revocation: races');
  const races = await runRaces(context, arms);
  const aside = await measureAside(context, arms);
  return {
    trials,
    summary: summariseRevocation(trials),
    notMeasured,
    staleCurves: curves,
    races,
    ...aside,
    openStreams: [],
    presets: [],
  };
}
