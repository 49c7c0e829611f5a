import { mkdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ExperimentResults } from '../experiments/run.ts';
import { readResult } from '../result/read-result.ts';
import { ResultError } from '../result/result-files.ts';

/** `2026-11-22T03-15-00Z`: the UTC time of the start, as a folder name that sorts. */
export function runIdOf(startedAt: Date): string {
  return `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

/** Makes the folder of a run. Fails early, before an hour of measuring, when it cannot be written. */
export async function makeRunDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new Error(
      `cannot make the folder for the results, ${path}: free some space or choose another with OUT=`,
      {
        cause,
      },
    );
  }
}

/** Points `latest`, beside the run's folder, at it. Runs elsewhere (OUT=) have no `latest`. */
export async function pointLatestAt(runDirectory: string): Promise<void> {
  const link = join(dirname(runDirectory), 'latest');
  await rm(link, { force: true });
  await symlink(basename(runDirectory), link, 'dir');
}

export const nothingFinished: ExperimentResults = {
  lookup: null,
  revocation: null,
  failover: null,
};

/**
 * The experiments that an interrupted run had finished, from its folder. The failover is not among them, because its
 * finished cells stand in files of their own.
 * @throws ResultError when the folder holds results that cannot be trusted
 */
export async function finishedBefore(directory: string): Promise<ExperimentResults> {
  try {
    const { lookup, revocation } = await readResult(directory, { partial: true });
    return { lookup, revocation, failover: null };
  } catch (error) {
    if (error instanceof ResultError && ['no-results', 'incomplete'].includes(error.code)) {
      return nothingFinished;
    }
    throw error;
  }
}
