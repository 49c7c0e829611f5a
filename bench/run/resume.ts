import { realpath } from 'node:fs/promises';
import type { StackDriver } from '../../infra/stack/stack.ts';
import { describeDifferences, differing, machineDifferences } from '../compare/facts.ts';
import { flattenPlan, planOf } from '../experiments/plan.ts';
import { readResult, unfinishedExperiments } from '../result/read-result.ts';
import type { Result } from '../result/result.ts';
import { ResultError } from '../result/result-files.ts';
import type { Tool } from '../result/run.ts';
import type { BenchOptions } from './options.ts';
import { RunRefusal } from './run-directory.ts';

/** A run that stopped before its end, with what it had measured. */
export interface InterruptedRun {
  /** Without links, so that `latest` can point at it. */
  readonly directory: string;
  readonly result: Result;
}

/**
 * The run that `RESUME=` names.
 * @throws RunRefusal when there is none in the folder, or when it is finished
 * @throws ResultError when its results cannot be trusted
 */
export async function readInterrupted(path: string): Promise<InterruptedRun> {
  const directory = await realpath(path).catch(() => null);
  if (directory === null) {
    throw new RunRefusal(
      `RESUME=${path}: there is no such folder, so there is no run to go on with`,
    );
  }
  const result = await readResult(directory, { partial: true }).catch((error: unknown) => {
    if (!(error instanceof ResultError) || error.code !== 'no-results') throw error;
    throw new RunRefusal(
      `RESUME=${path}: the folder holds no results.json, so there is no run to go on with`,
    );
  });
  if (unfinishedExperiments(result).length === 0 && result.failover?.stopped == null) {
    throw new RunRefusal(`RESUME=${path}: that run is finished, and nothing is left to measure`);
  }
  return { directory, result };
}

/** What a command line asks for, once the driver and the version of the lab are known. */
export interface AskedRun {
  readonly options: BenchOptions;
  readonly driver: StackDriver;
  readonly tool: Tool;
}

/**
 * Trials of two plans in one result would be compared as if they were of one.
 * @throws RunRefusal that names what differs
 */
export function requireSamePlan({ directory, result }: InterruptedRun, asked: AskedRun): void {
  const differences = differing(factsOfResult(result), factsAskedFor(asked, result.run.seed));
  if (differences.length === 0) return;
  throw new RunRefusal(
    `RESUME=${directory} is another run than this command asks for: ${describeDifferences(differences, places)}. Give the flags of that run again.`,
  );
}

/** @throws RunRefusal that names what differs between the machine of that run and this one */
export function requireSameMachine({ directory, result }: InterruptedRun, here: Result): void {
  const differences = machineDifferences(result, here);
  if (differences.length === 0) return;
  throw new RunRefusal(
    `RESUME=${directory} ran on another machine: ${describeDifferences(differences, places)}`,
  );
}

const places = { a: 'there', b: 'here' };

type Facts = Readonly<Record<string, string | number | boolean | null>>;

function factsAskedFor({ options, driver, tool }: AskedRun, recordedSeed: number): Facts {
  const { profile, experiments, contenders, faults, seed, seedIsGiven } = options;
  return {
    ...factsOf(
      { profile, experiments: [...experiments], seed: seedIsGiven ? seed : recordedSeed },
      contenders,
      driver,
      tool,
    ),
    ...flattenPlan(planOf(profile, faults, driver)),
  };
}

function factsOfResult({ run, contenders, environment, tool, config }: Result): Facts {
  const names = contenders.map(({ contender }) => contender);
  return { ...factsOf(run, names, environment.driver, tool), ...config.plan };
}

function factsOf(
  { profile, experiments, seed }: Pick<Result['run'], 'profile' | 'experiments' | 'seed'>,
  contenders: readonly string[],
  driver: StackDriver,
  tool: Tool,
): Facts {
  return {
    profile,
    experiments: experiments.toSorted().join(', '),
    contenders: contenders.toSorted().join(', '),
    seed,
    stack: driver,
    'the version of the lab': tool.version,
    'the method': tool.methodVersion,
    'the commit': tool.gitSha,
    'uncommitted changes': tool.gitDirty,
  };
}
