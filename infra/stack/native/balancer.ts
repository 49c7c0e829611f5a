import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSticky } from '../../contenders/contenders.ts';
import type { BalancerPlan } from '../../nginx/plan.ts';
import { balancerSettings } from '../../nginx/settings.ts';
import { createBalancer, type WorkerControl, writeBalancerConfig } from '../balancer.ts';
import { StackError } from '../errors.ts';
import { portsOf } from '../layout.ts';
import { during } from '../part.ts';
import { host } from '../ports.ts';
import { replicaNames } from '../replica-names.ts';
import { childrenOf, titleOf } from '../run/processes.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { ArmSpec, Balancer } from '../stack.ts';
import { until } from '../until.ts';
import { type NativeContext, NativeProgram } from './program.ts';

const effectTimeoutMs = 5_000;
const workerCount = Number(balancerSettings.worker_processes);

/** The nginx in front of all arms, not started yet. */
export function nativeBalancer(context: NativeContext, specs: readonly ArmSpec[]): Balancer {
  const { run, layout } = context;
  const directory = workDirectory(run.path);
  const configPath = join(run.path, 'nginx.conf');
  const accessLogPath = join(run.path, 'logs', 'access.log');
  const plan: BalancerPlan = {
    arms: specs.map((spec) => balancedArm(context, spec)),
    // Relative to the prefix (-p). nginx would read a blank, a `;` or a `$` in the path of the lab as its own syntax.
    directory: '.',
    accessLogPath: '../logs/access.log',
    user: workerUser(),
  };
  writeBalancerConfig(configPath, plan);
  const program = new NativeProgram(
    {
      name: 'balancer',
      path: context.programs.nginx.path,
      args: ['-c', configPath, '-p', directory, '-e', 'stderr'],
      port: portsOf(layout, specs[0]?.arm ?? '').balancer,
    },
    context,
  );
  const urls = new Map(
    specs.map(({ arm }) => [arm, `http://${host}:${portsOf(layout, arm).balancer}`]),
  );
  return createBalancer(
    { urls, accessLogPath, plan, configPath },
    program,
    nativeWorkers(() => program.pid),
  );
}

function balancedArm({ layout }: NativeContext, spec: ArmSpec): BalancerPlan['arms'][number] {
  const ports = portsOf(layout, spec.arm);
  return {
    arm: spec.arm,
    listen: `${host}:${ports.balancer}`,
    sticky: isSticky(spec.contender),
    replicas: replicaNames(spec).map((name, index) => ({
      name,
      address: `${host}:${ports.replicas[index]?.public}`,
    })),
  };
}

/** An nginx that root starts runs its workers as the user `nobody` by default, who cannot enter the run directory. */
function workerUser(): string | null {
  if (process.getuid?.() !== 0) return null;
  return process.platform === 'darwin' ? 'root wheel' : 'root root';
}

/** The workers of nginx. Its master has other children too, which manage the cache. */
function workersOf(master: number): readonly number[] {
  return childrenOf(master).filter((pid) => titleOf(pid).includes('worker process'));
}

/** Sends nginx' own signals to a master that is a child process. */
function nativeWorkers(masterPid: () => number | null): WorkerControl {
  function requireMaster(): number {
    const pid = masterPid();
    if (pid === null)
      throw new StackError('not_possible', 'the balancer is stopped: start it first');
    return pid;
  }

  async function untilWorkers(holds: (workers: readonly number[]) => boolean, what: string) {
    const master = requireMaster();
    if (await until(() => holds(workersOf(master)), effectTimeoutMs, 2)) return;
    throw new StackError('part_silent', `the balancer ${what} within ${effectTimeoutMs} ms`);
  }

  return {
    reload: () =>
      during(async () => {
        const master = requireMaster();
        const old = workersOf(master);
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
        const [victim] = workersOf(requireMaster());
        if (victim === undefined)
          throw new StackError('not_possible', 'the balancer has no worker');
        process.kill(victim, 'SIGKILL');
        await untilWorkers((now) => !now.includes(victim), 'kept its worker');
      }),
    cpuUs: async () => {
      const master = requireMaster();
      const used = [master, ...workersOf(master)].map(processorTimeUs);
      return used.every((us) => us !== null) ? used.reduce((sum, us) => sum + us, 0) : null;
    },
  };
}

/** nginx renames a worker when it closes its listening sockets. A process that has ended has no title. */
function acceptsNoMore(pid: number): boolean {
  const title = titleOf(pid);
  return title === '' || title.includes('shutting down');
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
