import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, resultSchema } from './result.ts';
import {
  checksumFileName,
  checksumLine,
  describeIssues,
  ResultError,
  resultFileName,
  sha256,
  writeAtomically,
} from './result-files.ts';

/**
 * Writes `results.json` and then `SHA256SUMS` into `directory`, which is made when it does not exist.
 * A result that does not match its own schema is kept as `results.invalid.json`, so that a long run is not
 * lost to a slip, and a ResultError with code `invalid` names the fields.
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
