import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BalancerPlan } from '../../nginx/plan.ts';
import { balancerSettings } from '../../nginx/settings.ts';
import { storeConnection } from '../../redis/connection.ts';
import { type Persistence, renderRedis } from '../../redis/render.ts';
import { storePassword } from '../accounts.ts';
import { createBalancer } from '../balancer.ts';
import { portsOf } from '../layout.ts';
import type { ArmSpec, Balancer } from '../stack.ts';
import { createStore } from '../store.ts';
import { balancerConfigPath, type ComposeContext, host, storeConfigPath } from './context.ts';
import { balancerPlan, type ComposePlan, inside } from './plan.ts';
import type { ComposeProgram } from './program.ts';

/** Gives the program of a service, the same each time. */
export type Programs = (service: string) => ComposeProgram;

export function composeBalancer(
  context: ComposeContext,
  programs: Programs,
  plan: ComposePlan,
  specs: readonly ArmSpec[],
): Balancer {
  const program = programs('balancer');
  const facts = {
    urls: new Map(
      specs.map(({ arm }) => [arm, `http://${host}:${portsOf(context.layout, arm).balancer}`]),
    ),
    accessLogPath: join(context.run.path, 'logs', 'access.log'),
    plan: runBalancerPlan(plan),
    configPath: balancerConfigPath(context),
  };
  return createBalancer(facts, program, {
    reload: () => program.run(`lab_reload ${balancerSettings.worker_processes}`),
    killWorker: () => program.run('lab_kill_worker'),
    async cpuUs() {
      const nanoseconds = await program.read('lab_processor_time');
      return nanoseconds.reduce((sum, each) => sum + Number(each), 0) / 1_000;
    },
  });
}

/** What the balancer of a run is told: its log stands in a mounted folder. */
export function runBalancerPlan({ arms }: ComposePlan): BalancerPlan {
  return balancerPlan(arms, '/logs/access.log');
}

export function composeStore(context: ComposeContext, programs: Programs, { arm }: ArmSpec) {
  const name = `${arm}-store`;
  const { store: port } = portsOf(context.layout, arm);
  const connection = storeConnection(host, port, storePassword(arm, context.secrets));
  const store = createStore(
    { name, arm, host, port },
    programs(name),
    connection,
    async (persistence) => configureStore(context, arm, persistence),
  );
  return { store, connection };
}

/** Written in place: the file is mounted, and a new one in its stead would not be. */
export function configureStore(
  context: ComposeContext,
  arm: string,
  persistence: Persistence,
): void {
  const text = renderRedis({
    name: `${arm}-store`,
    bind: '0.0.0.0',
    port: inside.store,
    directory: '/tmp',
    persistence,
    // The container has it in its environment: container/redis.sh.
    password: null,
  });
  writeFileSync(storeConfigPath(context, arm), text, { mode: 0o644 });
}
