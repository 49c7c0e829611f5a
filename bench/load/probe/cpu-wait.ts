import { readFileSync } from 'node:fs';

/**
 * For how long this thread has been ready to run and had no CPU, since it began: the second figure of Linux'
 * /proc/self/schedstat, in milliseconds. What the prober waits for, the replicas beside it wait for as well: on a machine
 * without a CPU to spare, answers are late and nothing was stale. Null: the system does not say.
 */
export function cpuWaitMs(): number | null {
  try {
    const [, waitedNs] = readFileSync('/proc/self/schedstat', 'utf8').split(' ');
    return waitedNs === undefined ? null : Number(waitedNs) / 1e6;
  } catch {
    return null;
  }
}
