import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Result, resultSchema } from './result.ts';

/** What a folder of results holds besides the request logs and the reports. */
export const resultFileName = 'results.json';

/** The same file of a run that the gallery keeps, compressed. `SHA256SUMS` beside it has the sum of this file. */
export const keptFileName = `${resultFileName}.gz`;

/**
 * The sums of `results.json` and of the reports beside it, in the format of `sha256sum`. A mismatch means that a file was
 * changed afterwards. A sum catches accidents and honest edits; a forger would write a new one, and `make verify` computes
 * everything again. Its absence is no fault: people send `results.json` alone.
 */
export const checksumFileName = 'SHA256SUMS';

/** Why a folder of results cannot be used. */
export type ResultErrorCode =
  | 'no-results'
  | 'incomplete'
  | 'malformed'
  | 'other-version'
  | 'other-plan'
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

/** Null when there is no such file. Any other reason why it cannot be read is thrown. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}

/** Lower-case hexadecimal SHA-256. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** One line as `sha256sum` prints it. */
export function checksumLine(digest: string, fileName: string): string {
  return `${digest}  ${fileName}\n`;
}

/** What a file is to hold. */
interface FileContent {
  readonly path: string;
  readonly content: string;
}

/** A reader of `path` finds the whole old content or the whole new one, even after a power failure. */
export async function writeAtomically(path: string, content: string): Promise<void> {
  await writeAllAtomically([{ path, content }]);
}

/**
 * Replaces several files, in their order. The old files stand until all new contents are on the disk, so a full disk
 * changes none of them. No temporary file stays. `beforeReplacing` runs once the contents are on the disk.
 */
export async function writeAllAtomically(
  files: readonly FileContent[],
  beforeReplacing: () => Promise<void> = async () => undefined,
): Promise<void> {
  const waiting = files.map((file) => ({ ...file, temporary: `${file.path}.${process.pid}.tmp` }));
  try {
    for (const { temporary, content } of waiting) await writeDurably(temporary, content);
    await beforeReplacing();
    for (const { temporary, path } of waiting) await rename(temporary, path);
  } finally {
    await Promise.all(waiting.map(({ temporary }) => rm(temporary, { force: true })));
  }
}

async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * What controls a terminal or the order of letters: control characters, the marks of writing direction, and the other
 * invisible characters of format. Line breaks are among them: a name with one would forge a line.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * Reads JSON that anybody may have written. In its texts and keys a blank stands for whatever controls a terminal, so
 * what comes from a file may be printed.
 * @throws SyntaxError when it is not JSON
 */
export function parseSafely(text: string): unknown {
  return printable(JSON.parse(text));
}

/** A text of any origin with a blank for whatever controls a terminal. */
export function printableText(text: string): string {
  return text.replace(invisible, ' ');
}

function printable(value: unknown): unknown {
  if (typeof value === 'string') return printableText(value);
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key.replace(invisible, ' '), printable(held)]),
  );
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
 * Writes `results.json` and `SHA256SUMS` into `directory`, which is made when it does not exist. Earlier ones stand
 * until both new ones are on the disk. A result that does not match its own schema is kept as `results.invalid.json`, so
 * that a long run is not lost to a mistake in the bench, and a ResultError with code `invalid` names the fields.
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
  const sumPath = join(directory, checksumFileName);
  await writeAllAtomically(
    [
      { path: join(directory, resultFileName), content },
      { path: sumPath, content: checksumLine(sha256(content), resultFileName) },
    ],
    // A crash between the two files leaves results without a sum, which can be read. Those beside an old sum could not.
    () => rm(sumPath, { force: true }),
  );
}
