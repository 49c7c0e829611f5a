import { basename, join } from 'node:path';
import { chooseDriver } from '../../infra/stack/choose-driver.ts';
import type { StackDriver } from '../../infra/stack/stack.ts';
import { readTool } from './facts.ts';
import type { BenchOptions } from './options.ts';
import { type InterruptedRun, readInterrupted, requireSamePlan } from './resume.ts';
import { makeNamedDirectory, makeRunDirectory, occupy, runIdOf } from './run-directory.ts';

/** A run whose plan is settled and whose folder is its own. */
export interface StartedRun {
  readonly root: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly options: BenchOptions;
  readonly driver: StackDriver;
  readonly directory: string;
  /** The folder in which `latest` stands. */
  readonly results: string;
  /** The run that this one goes on with; null for a new one. */
  readonly interrupted: InterruptedRun | null;
  /** Gives the folder free for another run. */
  leave(): Promise<void>;
}

/**
 * Checks everything that can be checked before a lab starts, and takes the folder of the run.
 * @throws RunRefusal or ResultError, with nothing touched
 */
export async function startRun(asked: BenchOptions, root: string): Promise<StartedRun> {
  const startedAt = new Date();
  const interrupted =
    asked.resumeDirectory === null ? null : await readInterrupted(asked.resumeDirectory);
  const driver = await chooseDriver(asked.stack ?? undefined);
  if (interrupted !== null) {
    requireSamePlan(interrupted, { options: asked, driver, tool: readTool(root) });
  }
  const results = join(root, 'bench', 'results');
  const run = await folderOf(asked, results, startedAt, interrupted);
  const leave = await occupy(run.directory);
  return { ...run, root, startedAt, driver, results, interrupted, leave };
}

/** Where the user has not named a folder, the run is called like its folder. An interrupted run keeps name and seed. */
async function folderOf(
  options: BenchOptions,
  results: string,
  startedAt: Date,
  interrupted: InterruptedRun | null,
): Promise<Pick<StartedRun, 'options' | 'directory' | 'runId'>> {
  if (interrupted !== null) {
    const { id, seed } = interrupted.result.run;
    return { options: { ...options, seed }, directory: interrupted.directory, runId: id };
  }
  const runId = runIdOf(startedAt);
  const { outDirectory } = options;
  if (outDirectory === null) {
    const directory = await makeRunDirectory(results, runId);
    return { options, directory, runId: basename(directory) };
  }
  await makeNamedDirectory(outDirectory);
  return { options, directory: outDirectory, runId };
}
