import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { statFields } from '../run/process-identity.ts';

/** The living children of a process, lowest pid first. */
export function childrenOf(parent: number): readonly number[] {
  const pids = existsSync('/proc/self/stat') ? fromProc(parent) : fromPs(parent);
  return pids.toSorted((a, b) => a - b);
}

function fromProc(parent: number): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    const [state, parentPid] = statFields(pid) ?? [];
    return state !== 'Z' && Number(parentPid) === parent;
  });
}

function fromPs(parent: number): readonly number[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = listing.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return rows.flatMap(([pid, parentPid]) =>
    pid !== undefined && parentPid === parent ? [pid] : [],
  );
}
