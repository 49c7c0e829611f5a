import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Result, resultSchema, schemaVersion } from './result.ts';
import {
  checksumFileName,
  checksumLine,
  describeIssues,
  ResultError,
  resultFileName,
  sha256,
} from './result-files.ts';
import type { ExperimentName } from './run.ts';

export interface ReadOptions {
  /** Also takes the result of a run that stopped before its last experiment. Default false. */
  readonly partial?: boolean;
}

/**
 * The result of a run, checked in the order in which a reader can act on it: is it there, is it
 * complete, is it as the bench wrote it, is it of a schema version that this tool reads, does it match the schema. Keys
 * that a later minor version has added are passed over.
 *
 * @throws ResultError with a code and a sentence that names the folder and what is wrong with it.
 */
export async function readResult(
  directory: string,
  { partial = false }: ReadOptions = {},
): Promise<Result> {
  const content = await readFileOf(directory, resultFileName, {
    code: 'no-results',
    remedy: 'give the folder of one run, for instance bench/results/latest',
  });
  const sums = await readFileOf(directory, checksumFileName, {
    code: 'incomplete',
    remedy: 'the run that wrote it did not finish; run `make bench` again',
  });
  if (sums !== checksumLine(sha256(content), resultFileName)) {
    throw new ResultError(
      'edited',
      `${directory}: ${resultFileName} is not as the bench wrote it: its SHA-256 differs from ${checksumFileName}`,
    );
  }
  const result = validate(directory, parseJson(directory, content));
  const unfinished = unfinishedExperiments(result);
  if (unfinished.length > 0 && !partial) {
    throw new ResultError(
      'incomplete',
      `${directory}: the run stopped before it had measured ${unfinished.join(', ')}; run \`make bench\` again`,
    );
  }
  return result;
}

async function readFileOf(
  directory: string,
  name: string,
  absent: { code: 'no-results' | 'incomplete'; remedy: string },
): Promise<string> {
  try {
    return await readFile(join(directory, name), 'utf8');
  } catch (cause) {
    throw new ResultError(
      absent.code,
      `${directory}: there is no readable ${name}: ${absent.remedy}`,
      cause,
    );
  }
}

function parseJson(directory: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new ResultError('malformed', `${directory}: ${resultFileName} is not JSON`, cause);
  }
}

/** `1` of `1.2.0`; what is no version is given back whole. */
function majorOf(version: string): string {
  return /^(\d+)\.\d+\.\d+$/.exec(version)?.[1] ?? version;
}

const versionSchema = z.object({ schemaVersion: z.string() });

function validate(directory: string, content: unknown): Result {
  const version = versionSchema.safeParse(content);
  if (!version.success) {
    throw new ResultError(
      'malformed',
      `${directory}: ${resultFileName} carries no schemaVersion; it was not written by this bench`,
    );
  }
  const written = version.data.schemaVersion;
  if (majorOf(written) !== majorOf(schemaVersion)) {
    throw new ResultError(
      'other-version',
      `${directory}: ${resultFileName} has schema version ${written}, this tool reads ${majorOf(schemaVersion)}.x; use the tool that wrote it or run the bench again`,
    );
  }
  const parsed = resultSchema.safeParse(content);
  if (!parsed.success && written !== schemaVersion) {
    throw new ResultError(
      'other-version',
      `${directory}: ${resultFileName} has schema version ${written} and lacks what this tool (${schemaVersion}) needs: ${describeIssues(parsed.error)}; use the tool that wrote it or run the bench again`,
    );
  }
  if (!parsed.success) {
    throw new ResultError(
      'invalid',
      `${directory}: ${resultFileName} does not match schema ${schemaVersion}: ${describeIssues(parsed.error)}`,
    );
  }
  return parsed.data;
}

/**
 * The experiments that the run was asked for and has no result of. Results are written after each experiment: a run
 * that was interrupted leaves what it had measured, in a valid folder without the rest.
 */
export function unfinishedExperiments(result: Result): ExperimentName[] {
  const { lookup, revocation, failover } = result;
  const parts = { lookup, revocation, failover, sweeps: lookup?.sweeps ?? null };
  return result.run.experiments.filter((experiment) => parts[experiment] === null);
}
