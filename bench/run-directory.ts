import { mkdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
