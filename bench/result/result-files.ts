import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Result, resultSchema } from './result.ts';

/** What a folder of results holds besides the request logs and the reports. */
export const resultFileName = 'results.json';

/**
 * Written last, in the format of `sha256sum`, so that its absence means that the run did not finish and a
 * mismatch means that `results.json` was changed afterwards. It catches accidents and honest edits; a forger
 * would write a new sum.
 */
export const checksumFileName = 'SHA256SUMS';

/** Why a folder of results cannot be used. */
export type ResultErrorCode =
  | 'no-results'
  | 'incomplete'
  | 'malformed'
  | 'other-version'
  | 'invalid'
  | 'edited';

/** Names the folder, what is wrong with it and what to do. Never carries a value out of the file. */
export class ResultError extends Error {
  readonly code: ResultErrorCode;

  constructor(code: ResultErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ResultError';
    this.code = code;
  }
}

/** Lower-case hexadecimal SHA-256. */
export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** One line as `sha256sum` prints it. */
export function checksumLine(digest: string, fileName: string): string {
  return `${digest}  ${fileName}\n`;
}

/** A reader of `path` finds the whole old content or the whole new one, even after a power failure. */
export async function writeAtomically(path: string, content: string): Promise<void> {
  const temporaryPath = `${path}.${process.pid}.tmp`;
  const file = await open(temporaryPath, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporaryPath, path);
}

const issuesShown = 5;

/** The fields that a schema refused, each with its path; never their values. */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues
    .slice(0, issuesShown)
    .map((issue) => `${issue.path.join('.') || '(top level)'}: ${issue.message}`);
  const more = error.issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/**
 * Writes `results.json` and then `SHA256SUMS` into `directory`, which is made when it does not exist.
 * A result that does not match its own schema is kept as `results.invalid.json`, so that a long run is not
 * lost to a mistake in the bench, and a ResultError with code `invalid` names the fields.
 */
export async function writeResult(directory: string, result: Result): Promise<void> {
  await mkdir(directory, { recursive: true });
  const content = `${JSON.stringify(result, null, 1)}\n`;
  const parsed = resultSchema.safeParse(JSON.parse(content));
  if (!parsed.success) {
    await writeAtomically(join(directory, 'results.invalid.json'), content);
    throw new ResultError(
      'invalid',
      `The result does not match the schema, it was kept as results.invalid.json: ${describeIssues(parsed.error)}`,
    );
  }
  // First the old sum goes: between the two writes the folder is incomplete, never wrong.
  await rm(join(directory, checksumFileName), { force: true });
  await writeAtomically(join(directory, resultFileName), content);
  await writeAtomically(
    join(directory, checksumFileName),
    checksumLine(sha256(content), resultFileName),
  );
}
