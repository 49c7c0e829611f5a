import { readFileSync } from 'node:fs';
import type { Tool } from '../result/run.ts';

/** Watches how much memory the bench takes, so that a run can say what its own harness needs. */
export interface MemoryWatch {
  /** The peaks until now. */
  peak(): Required<Pick<Tool, 'peakMemoryBytes' | 'peakLoadMemoryBytes'>>;
  stop(): void;
}

/** The kernel keeps the peak of a process, so a look misses only what a load process took after the last look. */
const everyMs = 1000;

/** Looks at the load processes once a second. @param readLoadPeaks the peaks of those that run now, in bytes */
export function watchMemory(readLoadPeaks: () => readonly number[] = loadPeaks): MemoryWatch {
  let largest: number | null = null;
  const look = () => {
    for (const bytes of readLoadPeaks()) largest = Math.max(largest ?? 0, bytes);
  };
  const timer = setInterval(look, everyMs).unref();
  return {
    peak() {
      look();
      // libuv gives kibibytes on every system.
      const peakMemoryBytes = 1024 * process.resourceUsage().maxRSS;
      return { peakMemoryBytes, peakLoadMemoryBytes: largest };
    },
    stop: () => clearInterval(timer),
  };
}

/** Of the children of this process that make load. None where there is no /proc. */
function loadPeaks(): number[] {
  const children = readOrEmpty(`/proc/${process.pid}/task/${process.pid}/children`);
  return children
    .split(' ')
    .filter((pid) => pid !== '' && readOrEmpty(`/proc/${pid}/cmdline`).includes('/bench/load/'))
    .flatMap((pid) => peakOf(readOrEmpty(`/proc/${pid}/status`)) ?? []);
}

/** Bytes from the line VmHWM of proc_pid_status(5); null without it, as for a process that has just ended. */
export function peakOf(status: string): number | null {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? null : 1024 * Number(kibibytes);
}

/** A process may end at any moment. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
