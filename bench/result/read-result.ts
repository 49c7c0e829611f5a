import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type Result, resultSchema, schemaVersion } from './result.ts';
import {
  checksumFileName,
  checksumLine,
  describeIssues,
  keptFileName,
  parseSafely,
  ResultError,
  readIfThere,
  resultFileName,
  sha256,
} from './result-files.ts';
import type { ExperimentName } from './run.ts';

export interface ReadOptions {
  /** Also takes the result of a run that stopped before its last experiment. Default false. */
  readonly partial?: boolean;
  /** Gets one line when there is no sum to check the file by. Default: standard error. */
  readonly say?: (line: string) => void;
}

/**
 * The result of a run, checked in the order in which a reader can act on it: is it there, is it as the bench wrote it,
 * is it of a schema version that this tool reads, does it match the schema, is it complete. Keys that a later minor
 * version has added are passed over. Its strings have no control characters, so that each of them may be printed.
 *
 * @throws ResultError with a code and a sentence that names the folder and what is wrong with it.
 */
export async function readResult(
  directory: string,
  { partial = false, say = sayOnScreen }: ReadOptions = {},
): Promise<Result> {
  const file = await readResultsFile(directory);
  const { fileName, bytes } = file;
  const sum = await readSum(directory);
  if (sum === null) {
    say(
      `${directory}: ${fileName} was read without a check, because there is no ${checksumFileName} beside it`,
    );
  } else if (!sum.split(/(?<=\n)/).includes(checksumLine(sha256(bytes), fileName))) {
    throw new ResultError(
      'edited',
      `${directory}: ${fileName} is not as the bench wrote it: its SHA-256 differs from ${checksumFileName}`,
    );
  }
  const result = parseResult(directory, textOf(directory, file));
  const unfinished = unfinishedExperiments(result);
  if (unfinished.length > 0 && !partial) {
    throw new ResultError(
      'incomplete',
      `${directory}: the run stopped before it had measured ${unfinished.join(', ')}; run \`make bench\` again`,
    );
  }
  return result;
}

/**
 * A result from the text of its file, with the checks of `readResult` but for the sum and the completeness.
 * @throws ResultError as `readResult` does
 */
export function parseResult(directory: string, content: string): Result {
  return validate(directory, parseJson(directory, content));
}

function sayOnScreen(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The file of a run that holds its results, as it stands in the folder. */
export interface ResultsFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * `results.json` of a run, or the compressed one of a run that the gallery keeps.
 * @throws ResultError `no-results`
 */
export async function readResultsFile(directory: string): Promise<ResultsFile> {
  let reason: unknown;
  for (const fileName of [resultFileName, keptFileName]) {
    try {
      return { fileName, bytes: await readFile(join(directory, fileName)) };
    } catch (cause) {
      reason ??= cause;
    }
  }
  throw new ResultError(
    'no-results',
    `${directory}: there is no readable ${resultFileName} and no ${keptFileName}: give the folder of one run, for instance bench/results/latest`,
    reason,
  );
}

/** The text of the results. @throws ResultError `malformed` */
export function textOf(directory: string, { fileName, bytes }: ResultsFile): string {
  try {
    return (fileName === keptFileName ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (cause) {
    throw new ResultError('malformed', `${directory}: ${keptFileName} is not gzip`, cause);
  }
}

/** The sum beside the results; null when there is none. */
async function readSum(directory: string): Promise<string | null> {
  try {
    return (await readIfThere(join(directory, checksumFileName)))?.toString('utf8') ?? null;
  } catch (cause) {
    throw new ResultError('edited', `${directory}: ${checksumFileName} cannot be read`, cause);
  }
}

function parseJson(directory: string, content: string): unknown {
  try {
    return parseSafely(content);
  } catch {
    // The parser's own message quotes the file.
    throw new ResultError('malformed', `${directory}: ${resultFileName} is not JSON`);
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
