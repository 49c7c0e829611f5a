import { parseArgs } from 'node:util';

export interface SelftestOptions {
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
