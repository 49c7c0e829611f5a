import type { ExperimentResults } from './experiments/run.ts';
import { readResult } from './read-result.ts';
import { ResultError } from './result-files.ts';

export const nothingFinished: ExperimentResults = {
  lookup: null,
  revocation: null,
  failover: null,
};

/**
 * What an interrupted run has left in its folder: experiments that it had finished. Not the failover, whose finished
 * cells stand in files of their own. @throws ResultError when the folder holds results that cannot be trusted
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
