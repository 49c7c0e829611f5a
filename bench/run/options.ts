import { parseArgs } from 'node:util';
import { contenderNames, contendersOf } from '../../infra/contenders/contenders.ts';
import { faultNames } from '../experiments/failover/faults.ts';
import { type ExperimentName, experimentName } from '../result/run.ts';

export const profileNames = ['smoke', 'default', 'full'] as const;
export type ProfileName = (typeof profileNames)[number];

/** One experiment's sizes in each profile. */
export type ProfilePlans<P> = Readonly<Record<ProfileName, P>>;

/** What a run was asked to do. Everything else follows from the profile. */
export interface BenchOptions {
  readonly profile: ProfileName;
  readonly experiments: readonly ExperimentName[];
  readonly contenders: readonly string[];
  /** The faults to run; null stands for those of the profile. */
  readonly faults: readonly string[] | null;
  readonly stack: 'native' | 'compose' | null;
  readonly seed: number;
  /** Whether the user gave the seed. Where not, it is random, and an interrupted run goes on with its own. */
  readonly seedIsGiven: boolean;
  readonly outDirectory: string | null;
  /** The folder of the interrupted run to go on with: its finished experiments and its finished faults are kept. */
  readonly resumeDirectory: string | null;
  /** The command line as it was given, for the record. */
  readonly argv: readonly string[];
}

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: BenchOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

const experimentsOfMost: readonly ExperimentName[] = ['lookup', 'revocation', 'failover'];

/** The sweeps of single settings take hours in full and are no part of a shorter run unless asked for. */
function defaultExperiments(profile: ProfileName | undefined): readonly ExperimentName[] {
  return profile === 'full' ? [...experimentsOfMost, 'sweeps'] : experimentsOfMost;
}

export const helpText = `make bench [PROFILE=..] [ONLY=..] [CONTENDERS=..] [STACK=..] [SEED=..] [OUT=..]
npm run bench -- [flags]

  --profile smoke|default|full   how long and how sure: 80 seconds, 10 minutes, hours    [default]
  --only a,b                     ${experimentName.options.join(', ')}   [lookup,revocation,failover]
  --contenders a,b               ${contenderNames.slice(0, 5).join(', ')}, ...   [those of the experiments]
  --faults a,b                   of failover: replica-killed, redis-down, redis-full:noeviction, ...   [the profile's]
  --stack native|compose         child processes, or docker-compose.yml   [compose where an engine answers]
  --seed n                       repeats the random order of a run        [random, printed]
  --resume dir                   goes on with a run that was interrupted; give its other flags again
  --out dir                      a folder without results, for results.json and the report  [bench/results/<UTC time>]

exit code: 0 done; 1 something broke; 2 bad arguments; 3 done, but a validity gate failed: read the report's first panel
`;

const flags = {
  profile: { type: 'string' },
  only: { type: 'string' },
  contenders: { type: 'string' },
  faults: { type: 'string' },
  stack: { type: 'string' },
  seed: { type: 'string' },
  out: { type: 'string' },
  resume: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. Reports every problem at once, each with the valid choices. */
export function parseOptions(argv: readonly string[], randomSeed: () => number): ParsedOptions {
  const problems: string[] = [];
  const values = readFlags(argv, problems);
  if (values.help) return { kind: 'help' };

  const profile = oneOf('--profile', values.profile ?? 'default', profileNames, problems);
  const experiments =
    listOf('--only', values.only, experimentName.options, problems) ?? defaultExperiments(profile);
  const contenders = listOf('--contenders', values.contenders, contenderNames, problems);
  const faults = listOf('--faults', values.faults, faultNames, problems);
  const stack =
    values.stack === undefined
      ? null
      : oneOf('--stack', values.stack, ['native', 'compose'], problems);
  const seed =
    values.seed === undefined ? randomSeed() : wholeNumber('--seed', values.seed, problems);
  const chosen = chooseContenders(contenders, experiments, problems);
  if (problems.length > 0 || profile === undefined || seed === undefined) {
    return { kind: 'wrong', problems };
  }
  return {
    kind: 'run',
    options: {
      profile,
      experiments,
      contenders: chosen,
      faults: faults ?? null,
      stack: stack ?? null,
      seed,
      seedIsGiven: values.seed !== undefined,
      outDirectory: values.out ?? null,
      resumeDirectory: values.resume ?? null,
      argv,
    },
  };
}

/**
 * The floor is always there with lookup, because every cost is compared with it. Sweeps choose their arms themselves
 * and need no more than a lab that runs.
 */
function chooseContenders(
  named: readonly string[] | undefined,
  experiments: readonly ExperimentName[],
  problems: string[],
): readonly string[] {
  if (named === undefined) return contendersOf(experiments);
  for (const experiment of experiments.filter((name) => name !== 'sweeps')) {
    const able = contendersOf([experiment]);
    if (named.length > 0 && !named.some((name) => able.includes(name))) {
      problems.push(
        `--contenders: none of these takes part in ${experiment}; choose from ${able.join(', ')}`,
      );
    }
  }
  const needsFloor = experiments.includes('lookup') || experiments.includes('sweeps');
  return needsFloor ? [...new Set(['floor', ...named])] : named;
}

function readFlags(argv: readonly string[], problems: string[]) {
  try {
    const { values } = parseArgs({ args: [...argv], options: flags });
    if (values.out !== undefined && values.resume !== undefined) {
      problems.push('--out and --resume: a run that goes on stays in its folder; give one of them');
    }
    return values;
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return {};
  }
}

function oneOf<T extends string>(
  flag: string,
  given: string,
  valid: readonly T[],
  problems: string[],
): T | undefined {
  const found = valid.find((name) => name === given);
  if (found === undefined) {
    problems.push(`${flag}: there is no "${given}"; choose from ${valid.join(', ')}`);
  }
  return found;
}

function listOf<T extends string>(
  flag: string,
  given: string | undefined,
  valid: readonly T[],
  problems: string[],
): readonly T[] | undefined {
  if (given === undefined) return undefined;
  const names = given.split(',').filter((name) => name !== '');
  if (names.length === 0) problems.push(`${flag}: names nothing; choose from ${valid.join(', ')}`);
  const chosen = names.map((name) => oneOf(flag, name, valid, problems));
  return [...new Set(chosen.filter((name) => name !== undefined))];
}

function wholeNumber(flag: string, given: string, problems: string[]): number | undefined {
  const number = Number(given);
  if (Number.isInteger(number) && number >= 0 && number < 2 ** 32) return number;
  problems.push(`${flag}: "${given}" is not a whole number from 0 to 4294967295`);
  return undefined;
}
