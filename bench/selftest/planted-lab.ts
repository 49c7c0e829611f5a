import { type Project, project } from '../../infra/stack/project.ts';
import type { Arm, ArmSpec, Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import type { TrialTools } from '../experiments/lookup/trial.ts';
import { type Generator, openGenerator } from '../load/autocannon/generator.ts';
import { optimisedEarly } from '../run/lab.ts';
import { extraWorkVariable } from './environment.ts';

/** A planted arm: how its servers behave. */
export interface PlantedArm {
  readonly arm: string;
  readonly delayMs?: number;
  readonly closeAfter?: number;
}

export interface PlantedLab {
  readonly stack: Stack;
  readonly generator: Generator;
  arm(name: string): Arm;
}

/**
 * The real lab around planted servers: real nginx, three replicas, a Redis that no server uses, the real generator in
 * its own process. Ends everything when `use` is done. Native only: the planted program is no part of the images.
 */
export async function withPlantedLab<T>(
  arms: readonly PlantedArm[],
  use: (lab: PlantedLab) => Promise<T>,
): Promise<T> {
  const planted = { ...project, programOf: () => 'bench/selftest/server/main.ts' };
  const specs = arms.map(({ arm, delayMs = 0, closeAfter = 0 }) => ({
    arm,
    // The lab knows contenders only by name; the program is ours.
    contender: 'floor',
    environment: {
      PLANTED_DELAY_MS: String(delayMs),
      PLANTED_CLOSE_AFTER: String(closeAfter),
    },
  }));
  return await withLab(specs, planted, use);
}

/** A copy of the real floor that burns so much CPU more on each measured request; see `extra-work/main.ts`. */
export interface BurdenedFloor {
  readonly arm: string;
  readonly workSteps: number;
}

/** The real lab around real floors, which have nothing planted in them but the work. */
export async function withBurdenedFloors<T>(
  floors: readonly BurdenedFloor[],
  use: (lab: PlantedLab) => Promise<T>,
): Promise<T> {
  const specs = floors.map(({ arm, workSteps }) => ({
    arm,
    contender: 'floor',
    environment: {
      NODE_OPTIONS: `--import=${new URL('extra-work/main.ts', import.meta.url).href}`,
      [extraWorkVariable]: String(workSteps),
    },
  }));
  return await withLab(optimisedEarly(specs), project, use);
}

async function withLab<T>(
  specs: readonly ArmSpec[],
  of: Project,
  use: (lab: PlantedLab) => Promise<T>,
): Promise<T> {
  const stack = await startStack({ driver: 'native', arms: specs }, of);
  const generator = await openGenerator();
  try {
    for (const { arm } of specs) await generator.provide(arm, [{}]);
    return await use({ stack, generator, arm: (name) => armOf(stack, name) });
  } finally {
    await generator.close();
    await stack.stop();
  }
}

function armOf(stack: Stack, name: string): Arm {
  const arm = stack.arms.get(name);
  if (arm === undefined) throw new TypeError(`no planted arm is called ${name}`);
  return arm;
}

/** What a trial of the lookup experiment needs to measure an arm of this lab. */
export function trialTools({ stack, generator }: PlantedLab, plan: TrialTools['plan']): TrialTools {
  return { generator, balancer: stack.balancer, plan, sinceStartMs: () => performance.now() };
}
