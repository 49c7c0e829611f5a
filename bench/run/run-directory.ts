import { constants } from 'node:fs';
import {
  access,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { startOf } from '../../infra/stack/run/processes.ts';
import { readResult } from '../result/read-result.ts';
import type { Result } from '../result/result.ts';
import { ResultError, writeResult } from '../result/result-files.ts';

/** A run that cannot start as it was asked for. Its message is one sentence for the user, and nothing was touched. */
export class RunRefusal extends Error {}

/** `2026-11-22T03-15-00Z`: the UTC time of the start, as a folder name that sorts. */
export function runIdOf(startedAt: Date): string {
  return `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

const latestName = 'latest';

/**
 * Makes the folder of a run in `parent` and returns its path. A run that starts in the same second as another gets a
 * number after its time.
 * @throws RunRefusal when the folder cannot be written, or when `latest` could not point at it after the run
 */
export async function makeRunDirectory(parent: string, runId: string): Promise<string> {
  const latest = join(parent, latestName);
  const found = await lstat(latest).catch(() => null);
  if (found !== null && !found.isSymbolicLink()) {
    throw new RunRefusal(
      `${latest} is no link, so it cannot point at this run: move it away, or choose a folder with OUT=`,
    );
  }
  await prepare(parent);
  for (let number = 1; ; number += 1) {
    const path = join(parent, number === 1 ? runId : `${runId}-${number}`);
    if (await isNew(path)) return path;
  }
}

/** Makes a folder that did not exist; false when another run has it. */
async function isNew(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw notWritable(path, cause);
  }
}

/**
 * Makes the folder that the user named, if it does not exist.
 * @throws RunRefusal when it cannot be written, or when it holds what another run has measured
 */
export async function makeNamedDirectory(path: string): Promise<void> {
  if (await holdsMeasurements(path)) {
    throw new RunRefusal(
      `${path} holds the results of another run: choose another folder with OUT=, or go on with that run with RESUME=`,
    );
  }
  await prepare(path);
}

/** Fails early, before an hour of measuring, when the folder cannot be written. */
async function prepare(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

function notWritable(path: string, cause: unknown): RunRefusal {
  return new RunRefusal(
    `cannot write to the folder for the results, ${path}: free some space or choose another with OUT=`,
    { cause },
  );
}

/** Whether a folder holds anything that took time to measure. What cannot be read may be that. */
export async function holdsMeasurements(path: string): Promise<boolean> {
  if ((await namesIn(path)).includes('results.invalid.json')) return true;
  if ((await namesIn(join(path, 'failover-cells'))).length > 0) return true;
  try {
    const result = await readResult(path, { partial: true, say: () => undefined });
    return [result.lookup, result.revocation, result.failover].some((part) => part !== null);
  } catch (error) {
    return !(error instanceof ResultError && error.code === 'no-results');
  }
}

/**
 * Keeps a second run away from the folder while this one lasts. Resolves with what gives the folder free.
 * @throws RunRefusal when another process has it
 */
export async function occupy(directory: string): Promise<() => Promise<void>> {
  const mark = join(directory, 'running');
  const own = `${process.pid} ${startOf(process.pid)}`;
  let owner = await markOwner(mark, own);
  const [pid = '', ...start] = owner.split(' ');
  if (owner !== own && startOf(Number(pid)) !== start.join(' ')) {
    // The run that made the mark was killed.
    await rm(mark, { force: true });
    owner = await markOwner(mark, own);
  }
  if (owner !== own) {
    throw new RunRefusal(
      `another run, process ${pid}, is writing to ${directory}: wait until it ends`,
    );
  }
  await removeTemporaryFiles(directory);
  return () => rm(mark, { force: true });
}

/** Makes the mark, unless there is one, and resolves with the owner that it names. A link is made with its content. */
async function markOwner(mark: string, own: string): Promise<string> {
  try {
    await symlink(own, mark);
    return own;
  } catch (cause) {
    return readlink(mark).catch(() => Promise.reject(notWritable(dirname(mark), cause)));
  }
}

/** The lab's own files under a temporary name, which a run leaves that was killed while it wrote. */
const temporaryName = /(\.json|\.html|\.md|SHA256SUMS)\.\d+\.tmp$/;

async function removeTemporaryFiles(directory: string): Promise<void> {
  for (const folder of [directory, join(directory, 'failover-cells')]) {
    const names = await namesIn(folder);
    const left = names.filter((name) => temporaryName.test(name));
    await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  }
}

/** Empty for a folder that does not exist. */
function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Points `latest` in `parent` at the newest run. A run elsewhere (OUT=) has no `latest`. */
export async function pointLatestAt(parent: string, runDirectory: string): Promise<void> {
  const run = await realpath(runDirectory);
  const folder = dirname(run);
  // The parent exists only when an earlier run stands in it.
  if (folder !== (await realpath(parent).catch(() => null))) return;
  const link = join(folder, latestName);
  const temporary = `${link}.${process.pid}.tmp`;
  await symlink(basename(run), temporary, 'dir');
  // A rename replaces the old link in one step, also when two runs end together.
  await rename(temporary, link).finally(() => rm(temporary, { force: true }));
}

/**
 * Writes the result of a run. Where its folder takes no more, the result goes to a folder of its own in the system's
 * temporary directory, because hours of work may stand in it.
 * @throws Error that says where the result is now
 */
export async function saveResult(directory: string, result: Result): Promise<void> {
  try {
    await writeResult(directory, result);
  } catch (cause) {
    if (cause instanceof ResultError) throw cause;
    const spare = await mkdtemp(join(tmpdir(), `${result.run.id}-`)).catch(() => null);
    const isKept =
      spare !== null &&
      (await writeResult(spare, result).then(
        () => true,
        () => false,
      ));
    const place = isKept
      ? `they are in ${spare}, and \`make report DIR=${spare}\` draws them`
      : `and the temporary directory, ${tmpdir()}, has no room for them either`;
    throw new Error(`the results cannot be written to ${directory}; ${place}`, { cause });
  }
}
