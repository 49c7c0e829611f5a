import { request } from 'undici';
import { project } from '../../infra/stack/project.ts';
import type { Arm, Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { type Generator, openGenerator } from '../load/autocannon/generator.ts';

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
 * The real lab around planted servers: real nginx, three replicas, a Redis that nobody asks, the real generator in its
 * own process. Ends everything when `use` is done. Native only: the planted program is no part of the images.
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
  const stack = await startStack({ driver: 'native', arms: specs }, planted);
  const generator = await openGenerator();
  try {
    for (const { arm } of arms) await generator.provide(arm, [{}]);
    return await use({ stack, generator, arm: (name) => armOf(stack, name) });
  } finally {
    await generator.close();
    await stack.stop();
  }
}

/** Sets how much CPU each request of an arm burns. */
export async function setWork(arm: Arm, steps: number): Promise<void> {
  for (const { metricsUrl } of arm.replicas) {
    const { body } = await request(`${metricsUrl}/work/${steps}`, { method: 'PUT' });
    await body.dump();
  }
}

function armOf(stack: Stack, name: string): Arm {
  const arm = stack.arms.get(name);
  if (arm === undefined) throw new TypeError(`no planted arm is called ${name}`);
  return arm;
}
