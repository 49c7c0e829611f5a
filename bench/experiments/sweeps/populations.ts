import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import type { PopulationRow, Sweeps } from '../../result/sweeps.ts';
import { weighHeapBytes } from '../metrics.ts';
import { measureArms, onOwnStack, ratioTo, rowCosts, type SweepTools } from './measure.ts';
import { fillStore, type Population, populations, storeMemoryBytes } from './populate.ts';

interface PopulatedArm {
  readonly spec: ArmSpec;
  readonly population: Population;
  readonly live: number;
}

/** What an arm takes, in bytes: its store for the entries alone, a replica in all. */
interface Memory {
  readonly storeBytes: number;
  readonly replicaBytes: number;
}

/** What one request costs while few or many credentials are alive, and what each of them takes. */
export async function sweepPopulations(
  tools: SweepTools,
): Promise<Pick<Sweeps, 'trials' | 'populations'>> {
  const { largestPopulation, smallerPopulations } = tools.context.plan.sweeps;
  const sizes = Array.from({ length: smallerPopulations + 1 }, (_, step) =>
    Math.ceil(largestPopulation / 10 ** (smallerPopulations - step)),
  );
  const arms = populations.flatMap((population) =>
    sizes.map((live) => populatedArm(population, live)),
  );

  tools.context.screen.phase('sweeps: populations');
  return await onOwnStack(
    tools,
    arms.map(({ spec }) => spec),
    async (stack) => {
      const storeBytes = new Map<string, number>();
      for (const arm of arms) storeBytes.set(arm.spec.arm, await populate(stack, arm));
      const { trials } = await measureArms(tools, stack, [...stack.arms.values()]);
      const memory = new Map<string, Memory>();
      for (const { spec } of arms) {
        const replicaBytes = await heapBytes(armOf(stack, spec.arm));
        memory.set(spec.arm, { storeBytes: storeBytes.get(spec.arm) ?? 0, replicaBytes });
      }
      const [fewest = 0] = sizes;
      return {
        trials,
        populations: arms.map((arm) => ({
          arm: arm.spec.arm,
          contender: arm.spec.contender,
          live: arm.live,
          ...bytesPerEntry(memory, arm, fewest),
          ...rowCosts(trials, arm.spec.arm),
          againstFewest: ratioTo(
            trials,
            arm.spec.arm,
            populatedArm(arm.population, fewest).spec.arm,
          ),
        })),
      };
    },
  );
}

function populatedArm(population: Population, live: number): PopulatedArm {
  const { contender } = population;
  // Longer than the sweep: nothing may expire while it is measured.
  const environment = { CREDENTIAL_TTL_SECONDS: String(4 * 60 * 60) };
  const spec = { arm: `${contender}-live-${live}`, contender, replicas: 1, environment };
  return { spec, population, live };
}

/** Fills the arm's store; returns by how much its memory has grown. */
async function populate(stack: Stack, { spec, population, live }: PopulatedArm): Promise<number> {
  const arm = armOf(stack, spec.arm);
  const before = await storeMemoryBytes(arm.store);
  await fillStore(arm, population, live, stack.loadAccount(0));
  const grown = (await storeMemoryBytes(arm.store)) - before;
  if (!population.copiedByReplicas) return grown;
  // Their copy is made at the start, as after a deployment; following a million entries one by one takes minutes.
  for (const replica of arm.replicas) {
    await replica.kill();
    await replica.start();
    await replica.untilReady(60_000);
  }
  return grown;
}

/** With fewer, what connections and compiled code take hides the entries. */
const fewestToWeigh = 10_000;

/** A replica's own memory is that beyond the arm with the fewest. Null for too few to weigh. */
function bytesPerEntry(
  memory: ReadonlyMap<string, Memory>,
  { spec, population, live }: PopulatedArm,
  fewest: number,
): Pick<PopulationRow, 'storeBytesPerEntry' | 'replicaBytesPerEntry'> {
  const own = memory.get(spec.arm);
  const base = memory.get(populatedArm(population, fewest).spec.arm);
  if (own === undefined || base === undefined) throw new TypeError(`${spec.arm} was not read`);
  if (live < fewestToWeigh) return { storeBytesPerEntry: null, replicaBytesPerEntry: null };
  return {
    storeBytesPerEntry: own.storeBytes / live,
    replicaBytesPerEntry:
      live === fewest ? null : (own.replicaBytes - base.replicaBytes) / (live - fewest),
  };
}

/** Of the lightest replica: what each keeps beside the entries differs by little, and only upwards. */
async function heapBytes({ replicas }: Arm): Promise<number> {
  return Math.min(
    ...(await Promise.all(replicas.map(({ metricsUrl }) => weighHeapBytes(metricsUrl)))),
  );
}

function armOf(stack: Stack, name: string): Arm {
  const arm = stack.arms.get(name);
  if (arm === undefined) throw new TypeError(`${name} was not started`);
  return arm;
}
