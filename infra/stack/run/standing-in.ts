import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';

/**
 * Every process whose working directory is `directory`: that is how the lab recognises its own. The kernel keeps it,
 * forks inherit it, and unlike a list of pids it cannot be late, lost or point at a process that is somebody else's.
 */
export function standingIn(directory: string): readonly number[] {
  if (!existsSync(directory)) return [];
  const wanted = realpathSync(directory);
  return existsSync('/proc/self/cwd') ? fromProc(wanted) : fromLsof(wanted);
}

function fromProc(wanted: string): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => workingDirectory(pid) === wanted);
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Gone since, a zombie, or another user's.
    return null;
  }
}

/** macOS. `lsof -Fpn` prints a line `p<pid>` and then a line `n<directory>` per process. */
function fromLsof(wanted: string): readonly number[] {
  const listing = execFileSync('lsof', ['-w', '-a', '-d', 'cwd', '-Fpn'], { encoding: 'utf8' });
  const found: number[] = [];
  let pid = 0;
  for (const line of listing.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line === `n${wanted}`) found.push(pid);
  }
  return found;
}
