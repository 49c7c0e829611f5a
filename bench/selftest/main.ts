import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { createRandom } from '../stats/random.ts';
import { type Plant, type Proof, renderTable, wasFooled } from './plant.ts';
import { cpuEffects } from './plants/cpu-effects.ts';
import { disturbance } from './plants/disturbance.ts';
import { closingServer, latencies, saturatedGenerator } from './plants/instrument.ts';
import { revocationWindows } from './plants/revocation.ts';

/** All plants, in the order of the table. */
const plants: readonly Plant[] = [
  cpuEffects,
  latencies,
  closingServer,
  saturatedGenerator,
  disturbance,
  revocationWindows,
];

/**
 * Beside 0 (not fooled), 1 (something broke) and 2 (bad arguments); as in `make bench`, the figures are the problem.
 */
const exitFooled = 3;

/** Plants known effects and checks that the harness finds them, and finds none where there is none. */
async function main(): Promise<number> {
  const names = plants.map(({ name }) => name);
  const options = parseSelftestOptions(process.argv.slice(2), names, () => randomInt(2 ** 32));
  if ('problems' in options) {
    process.stderr.write(`${options.problems.join('\n')}\n`);
    return 2;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('interrupted')));
  process.stderr.write(`seed ${options.seed}, ${options.repetitions} repetitions of each\n`);
  const proofs: Proof[] = [];
  for (const plant of plants.filter(({ name }) => options.only.includes(name))) {
    const context = {
      repetitions: Math.min(options.repetitions, plant.mostRepetitions ?? options.repetitions),
      random: createRandom(options.seed).stream(plant.name),
      say: (line: string) => void process.stderr.write(`${line}\n`),
      signal: stop.signal,
    };
    proofs.push(...(await plant.prove(context)));
  }
  process.stdout.write(`${renderTable(proofs)}\n`);
  return proofs.some(wasFooled) ? exitFooled : 0;
}

interface SelftestOptions {
  readonly repetitions: number;
  readonly seed: number;
  /** Names of plants. */
  readonly only: readonly string[];
}

const flags = {
  repeat: { type: 'string' },
  seed: { type: 'string' },
  only: { type: 'string' },
} as const;

/** @returns the options, or every problem at once */
export function parseSelftestOptions(
  argv: readonly string[],
  names: readonly string[],
  randomSeed: () => number,
): SelftestOptions | { readonly problems: readonly string[] } {
  try {
    const { values } = parseArgs({ args: [...argv], options: flags });
    const repetitions = Number(values.repeat ?? 10);
    const seed = values.seed === undefined ? randomSeed() : Number(values.seed);
    const only = values.only?.split(',') ?? names;
    const problems = [
      ...(Number.isInteger(repetitions) && repetitions > 0
        ? []
        : [`--repeat: "${values.repeat}" is not a whole number above 0`]),
      ...(Number.isInteger(seed) && seed >= 0 ? [] : [`--seed: "${values.seed}" is no seed`]),
      ...only
        .filter((name) => !names.includes(name))
        .map((name) => `--only: there is no "${name}"; choose from ${names.join(', ')}`),
    ];
    return problems.length > 0 ? { problems } : { repetitions, seed, only };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

if (import.meta.main) {
  noticeLostOutput();
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  });
}
