import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/**
 * When a process started, in the system's own unit, or null when there is no such process. Together with the pid it
 * names one process for ever: a pid alone is given to somebody else sooner or later.
 */
export function startOf(pid: number): string | null {
  return hasProc ? startFromProc(pid) : startFromPs(pid);
}

function startFromProc(pid: number): string | null {
  const fields = statFields(pid);
  // Field 22 of proc(5) `stat` is `starttime`. A zombie (state Z) holds its pid and is dead all the same.
  return fields === null || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

/** The fields of /proc/PID/stat from the third on (state, ppid, pgrp, …), or null when there is no such process. */
export function statFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets, and the name may hold blanks and brackets.
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
