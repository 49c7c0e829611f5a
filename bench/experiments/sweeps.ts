import type { ArmSpec } from '../../infra/stack/stack.ts';
import { openGenerator } from '../load/autocannon/generator.ts';
import { headerBytesOf } from '../load/credential.ts';
import type { LookupResult } from '../result/lookup.ts';
import { type Sweeps, secondFloorArm } from '../result/sweeps.ts';
import type { ExperimentContext } from './context.ts';
import { signatures, variantSpec } from './lookup/round-trips/measure.ts';
import { measureArms, ratioTo, rowOf, type SweepTools, sweep } from './sweeps/measure.ts';
import { sweepPopulations } from './sweeps/populations.ts';
import { sweepSizes } from './sweeps/sizes.ts';

/** One setting at a time: algorithm and library, size, live credentials, replicas. */
export async function runSweeps(context: ExperimentContext): Promise<Sweeps> {
  const generator = await openGenerator();
  try {
    const tools = { context, generator };
    const { trials: ofAlgorithms, ...algorithms } = await sweepAlgorithms(tools);
    const { trials: ofSizes, ...sizes } = await sweepSizes(tools);
    const { trials: ofPopulations, ...populations } = await sweepPopulations(tools);
    const { trials: ofReplicas, ...replicas } = await sweepReplicas(tools);
    const trials = [...ofAlgorithms, ...ofSizes, ...ofPopulations, ...ofReplicas];
    return { trials, ...algorithms, ...sizes, ...populations, ...replicas };
  } finally {
    await generator.close();
  }
}

/** What the sweeps are attached to when they alone were asked for. */
export const noLookup: LookupResult = {
  trials: [],
  paced: [],
  costs: [],
  comparisons: [],
  ledger: [],
  rttSweep: [],
  crossovers: [],
  ladder: null,
  surface: null,
  sweeps: null,
  ceiling: null,
};

const contenders = ['floor', 'sessions-hardened', 'tokens'] as const;

/** The same load on one replica, on two, and so on: whether the cost of a request depends on how many there are. */
async function sweepReplicas(tools: SweepTools): Promise<Pick<Sweeps, 'trials' | 'replicas'>> {
  const { mostReplicas } = tools.context.plan.sweeps;
  const rows = contenders.flatMap((contender) =>
    Array.from({ length: mostReplicas }, (_, index) => ({
      spec: armWith(contender, index + 1),
      alone: armWith(contender, 1).arm,
      replicas: index + 1,
    })),
  );

  return await sweep(tools, 'replicas', rows, async (stack) => {
    const { trials } = await measureArms(tools, stack, [...stack.arms.values()]);
    return {
      trials,
      replicas: rows.map(({ spec, alone, replicas }) => ({
        ...rowOf(trials, spec),
        replicas,
        againstOne: ratioTo(trials, spec.arm, alone),
      })),
    };
  });
}

function armWith(contender: string, replicas: number): ArmSpec {
  return { arm: `${contender}-of-${replicas}`, contender, replicas };
}

/**
 * The same library with the key in a form that it has to read again for every token. Many tutorials give jsonwebtoken
 * a text, and jose imports a secret `KeyObject` each time.
 */
const traps = [
  { algorithm: 'HS256', library: 'jsonwebtoken-raw-key' },
  { algorithm: 'HS256', library: 'jose-secret-object' },
  { algorithm: 'RS256', library: 'jsonwebtoken-raw-key' },
  { algorithm: 'ES256', library: 'jsonwebtoken-raw-key' },
] as const;
const trapLibraries: readonly (string | null)[] = traps.map(({ library }) => library);

/** What the signatures are compared with, and the floor once more: the noise. */
const references = [
  { contender: 'floor', arm: 'algorithms-floor' },
  { contender: 'floor', arm: secondFloorArm },
  { contender: 'sessions-hardened', arm: 'algorithms-sessions-hardened' },
] as const;

/** One replica each: a signature costs what it costs on any of them. */
async function sweepAlgorithms(tools: SweepTools): Promise<Pick<Sweeps, 'trials' | 'algorithms'>> {
  const { signatures: count } = tools.context.plan.sweeps;
  // The traps come last in full and one of them early, so that a small run holds a trap too.
  const [firstTrap, ...otherTraps] = traps;
  const [first, ...others] = signatures;
  const chosen = [first, firstTrap, ...others, ...otherTraps]
    .filter((signature) => signature !== undefined)
    .slice(0, count);
  const variants = chosen.map(({ algorithm, library }) => ({
    algorithm,
    library,
    spec: { ...variantSpec(algorithm, library), replicas: 1 },
  }));
  const compared = references.map((reference) => ({
    algorithm: null,
    library: null,
    spec: { ...reference, replicas: 1 },
  }));
  const rows = [...compared, ...variants];
  const [floor] = references;

  return await sweep(tools, 'algorithms', rows, async (stack) => {
    const { trials, credentials } = await measureArms(tools, stack, [...stack.arms.values()]);
    return {
      trials,
      algorithms: rows.map(({ spec, algorithm, library }) => ({
        ...rowOf(trials, spec),
        algorithm,
        library,
        trap: trapLibraries.includes(library),
        credentialBytes: headerBytesOf(credentials.get(spec.arm)?.[0]),
        againstFloor: ratioTo(trials, spec.arm, floor.arm),
      })),
    };
  });
}
