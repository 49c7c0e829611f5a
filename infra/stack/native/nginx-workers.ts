import { readdirSync, readFileSync } from 'node:fs';
import { balancerSettings } from '../../nginx/settings.ts';
import type { WorkerControl } from '../balancer.ts';
import { StackError } from '../errors.ts';
import { during } from '../part.ts';
import { childrenOf } from '../run/processes.ts';
import { until } from '../until.ts';

const effectTimeoutMs = 5_000;
const workerCount = Number(balancerSettings.worker_processes);

/** Sends nginx' own signals to a master that is a child process. */
export function nativeWorkers(masterPid: () => number | null): WorkerControl {
  function requireMaster(): number {
    const pid = masterPid();
    if (pid === null)
      throw new StackError('not_possible', 'the balancer is stopped: start it first');
    return pid;
  }

  async function untilWorkers(holds: (workers: readonly number[]) => boolean, what: string) {
    const master = requireMaster();
    if (await until(() => holds(childrenOf(master)), effectTimeoutMs, 2)) return;
    throw new StackError('part_silent', `the balancer ${what} within ${effectTimeoutMs} ms`);
  }

  return {
    reload: () =>
      during(async () => {
        const master = requireMaster();
        const old = childrenOf(master);
        process.kill(master, 'SIGHUP');
        // The number of old workers says nothing: workers of an earlier reload may still be finishing requests.
        await untilWorkers(
          (now) =>
            now.filter((pid) => !old.includes(pid)).length >= workerCount &&
            old.every((pid) => !now.includes(pid) || acceptsNoMore(pid)),
          'started no new workers',
        );
      }),
    killWorker: () =>
      during(async () => {
        const [victim] = childrenOf(requireMaster());
        if (victim === undefined)
          throw new StackError('not_possible', 'the balancer has no worker');
        process.kill(victim, 'SIGKILL');
        await untilWorkers((now) => !now.includes(victim), 'kept its worker');
      }),
    cpuUs: async () => {
      const master = requireMaster();
      const used = [master, ...childrenOf(master)].map(processorTimeUs);
      return used.every((us) => us !== null) ? used.reduce((sum, us) => sum + us, 0) : null;
    },
  };
}

/** nginx renames a worker when it closes its listening sockets. True where the name cannot be read (not Linux). */
function acceptsNoMore(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('shutting down');
  } catch {
    return true;
  }
}

/** CPU time of all threads, from the scheduler's count in nanoseconds; null without that count (not Linux). */
function processorTimeUs(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1_000;
  } catch {
    return null;
  }
}
