import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readResult } from '../result/read-result.ts';
import type { Result } from '../result/result.ts';
import {
  checksumFileName,
  checksumLine,
  keptFileName,
  ResultError,
  resultFileName,
  sha256,
} from '../result/result-files.ts';
import { isRecord } from '../verify/part.ts';
import { ruleProblems } from './check.ts';
import { folderNameOf } from './kept-run.ts';
import { privateFacts, withoutFolders, wordsOfThisMachine } from './private.ts';

/** Why a run cannot be kept. */
export class KeepRefusal extends Error {}

/**
 * Keeps a run in the gallery: its raw trials, compressed so that the same run always gives the same bytes, and their sum.
 * The command line loses the folders of the machine. A run that tells anything else about it is refused.
 *
 * @param directory the folder that `make bench` wrote
 * @returns the name of the new folder in the gallery
 * @throws KeepRefusal or ResultError, which say what is wrong with the run
 */
export async function keepRun(directory: string, gallery: string): Promise<string> {
  const checked = await readResult(directory);
  const result: Result = {
    ...checked,
    run: { ...checked.run, argv: withoutFolders(checked.run.argv) },
  };
  const folder = folderNameOf(result);
  refuse(directory, 'breaks rules of the gallery', ruleProblems({ folder, result }));
  refuse(
    directory,
    'tells more about the machine than the gallery may',
    privateFacts(result, wordsOfThisMachine()),
  );
  const target = join(gallery, folder);
  if (existsSync(target)) {
    throw new KeepRefusal(`${folder} is already there: measure with another seed, or remove it`);
  }
  const bytes = compressed(await rawResult(directory, result));
  await mkdir(target, { recursive: true });
  await writeFile(join(target, keptFileName), bytes);
  await writeFile(join(target, checksumFileName), checksumLine(sha256(bytes), keptFileName));
  return folder;
}

function refuse(directory: string, what: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new KeepRefusal(`${directory} ${what}: ${problems.slice(0, 5).join('; ')}`);
}

/** As the bench wrote it, with every key that it holds, also those of a later version. Only the command line is another. */
async function rawResult(directory: string, { run }: Result): Promise<string> {
  const path = join(directory, resultFileName);
  const raw: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isRecord(raw) || !isRecord(raw.run)) {
    throw new ResultError('malformed', `${directory}: ${resultFileName} has no run`);
  }
  return `${JSON.stringify({ ...raw, run: { ...raw.run, argv: run.argv } }, null, 1)}\n`;
}

/** gzip without a time and without a name. Its tenth byte names the system that packed it; 255 stands for none. */
export function compressed(content: string): Buffer {
  const bytes = gzipSync(content, { level: 9 });
  bytes.writeUInt32LE(0, 4);
  bytes.writeUInt8(255, 9);
  return bytes;
}
