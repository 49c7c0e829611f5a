import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** True on Linux. macOS has no /proc, so the lab asks `ps` and `lsof` there. */
const hasProc = existsSync('/proc/self/stat');

/**
 * When a process started, in the system's own unit, or null when there is no such process. Pid and start together name
 * one process for ever. The system gives a pid alone to another process sooner or later.
 */
export function startOf(pid: number): string | null {
  return hasProc ? startFromProc(pid) : startFromPs(pid);
}

function startFromProc(pid: number): string | null {
  const fields = statFields(pid);
  // Field 22 of proc(5) `stat` is `starttime`. A zombie (state Z) still has its pid, but it is dead.
  return fields === null || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

/** The fields of /proc/PID/stat from the third on (state, ppid, pgrp, …), or null when there is no such process. */
export function statFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets, and the name may itself contain blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function startFromPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** The living children of a process, lowest pid first. */
export function childrenOf(parent: number): readonly number[] {
  const children = hasProc
    ? (childrenListed(parent) ?? pidsInProc()).filter(isChild)
    : childrenFromPs(parent);
  return children.toSorted((a, b) => a - b);

  function isChild(pid: number): boolean {
    const [state, parentPid] = statFields(pid) ?? [];
    return state !== 'Z' && Number(parentPid) === parent;
  }
}

/** The kernel's own list, proc(5): a twentieth of the time of a search. Null where the kernel was built without it. */
function childrenListed(parent: number): readonly number[] | null {
  try {
    const threads = readdirSync(`/proc/${parent}/task`);
    const lists = threads.map((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, 'utf8'),
    );
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return null;
  }
}

function childrenFromPs(parent: number): readonly number[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = listing.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return rows.flatMap(([pid, parentPid]) =>
    pid !== undefined && parentPid === parent ? [pid] : [],
  );
}

/** The command line of a process, as the process itself may have changed it; an empty text when there is no such process. */
export function titleOf(pid: number): string {
  try {
    return hasProc
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/**
 * Every process whose working directory is `directory`. The lab recognises its own processes by this. The kernel stores
 * the working directory and a forked process inherits it. A list of pids could be late or get lost, and could point at
 * a process of another program.
 */
export function standingIn(directory: string): readonly number[] {
  if (!existsSync(directory)) return [];
  const wanted = realpathSync(directory);
  return hasProc
    ? pidsInProc().filter((pid) => workingDirectory(pid) === wanted)
    : standingInFromLsof(wanted);
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // The process has ended since, is a zombie, or belongs to another user.
    return null;
  }
}

/** `lsof -Fpn` prints a line `p<pid>` and then a line `n<directory>` per process. */
function standingInFromLsof(wanted: string): readonly number[] {
  const listing = execFileSync('lsof', ['-w', '-a', '-d', 'cwd', '-Fpn'], { encoding: 'utf8' });
  const found: number[] = [];
  let pid = 0;
  for (const line of listing.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line === `n${wanted}`) found.push(pid);
  }
  return found;
}

function pidsInProc(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}
