import { join } from 'node:path';
import { isSticky } from '../../contenders/contenders.ts';
import type { BalancerPlan } from '../../nginx/plan.ts';
import { createBalancer, writeBalancerConfig } from '../balancer.ts';
import { portsOf } from '../layout.ts';
import { host } from '../ports.ts';
import { replicaNames } from '../replica-names.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { ArmSpec, Balancer } from '../stack.ts';
import { nativeWorkers } from './nginx-workers.ts';
import { type NativeContext, NativeProgram } from './program.ts';

/** The nginx in front of all arms, not started yet. */
export function nativeBalancer(context: NativeContext, specs: readonly ArmSpec[]): Balancer {
  const { run, layout } = context;
  const directory = workDirectory(run.path);
  const configPath = join(run.path, 'nginx.conf');
  const accessLogPath = join(run.path, 'logs', 'access.log');
  const plan: BalancerPlan = {
    arms: specs.map((spec) => balancedArm(context, spec)),
    directory,
    accessLogPath,
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
