import type { LookupTrial } from '../../result/lookup-trial.ts';
import type { Surface } from '../../result/surface.ts';
import { trialOf } from '../../result/trial.fixture.ts';
import { createRandom } from '../../stats/random.ts';
import { surfaceArms, surfaceLoads } from './surface.ts';
import { changesOf, rowsOf } from './surface-rows.ts';

export const surfaceContenders = [
  'floor',
  'sessions',
  'sessions-getex',
  'sessions-hardened',
  'sessions-cached',
  'tokens',
  'tokens-stateless',
];

/** Microseconds of a request by arm, or by arm and connections: `tokens-es256-jose at 48`. */
export type PlantedUs = Readonly<Record<string, number>>;

/**
 * Trials of ten blocks. Each arm has the planted replica CPU, 100 us by default; Redis takes 20 us and the balancer 30 us
 * of each request. The machine moves from block to block, and a noise of its own moves each trial.
 *
 * @param spreadOf standard deviation of that noise, as a share; default 0.002
 */
export function surfaceTrials(
  planted: PlantedUs,
  contenders = surfaceContenders,
  spreadOf: Readonly<Record<string, number>> = {},
): LookupTrial[] {
  const arms = surfaceArms(contenders);
  const loads = surfaceLoads(arms, 6);
  const random = createRandom(1);
  return Array.from({ length: 10 }, (_, block) =>
    loads.map(({ arm, connections }, position) => {
      const replicaUs = planted[`${arm} at ${connections}`] ?? planted[arm] ?? 100;
      const contender = arms.find(({ spec }) => spec.arm === arm)?.spec.contender ?? arm;
      const machine = 1 + 0.3 * Math.sin(block);
      const noise = Math.exp((spreadOf[arm] ?? 0.002) * random.normal());
      const total = (us: number) => 100 * us * machine * noise;
      return trialOf({
        arm,
        contender,
        block,
        position,
        connections,
        replicaCpuUs: total(replicaUs) + 500,
        counterReadCpuUs: 500,
        storeCpuUs: total(20),
        balancerCpuUs: total(30),
      });
    }),
  ).flat();
}

export function plantedSurface(
  planted: PlantedUs,
  contenders = surfaceContenders,
  spreadOf: Readonly<Record<string, number>> = {},
): Surface {
  const trials = surfaceTrials(planted, contenders, spreadOf);
  const arms = surfaceArms(contenders);
  return { trials, rows: rowsOf(arms, trials), changes: changesOf(arms, trials) };
}
