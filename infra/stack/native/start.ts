import { join } from 'node:path';
import { readEnvironment } from '../environment.ts';
import { StackError } from '../errors.ts';
import { launch } from '../launch.ts';
import { portsOf } from '../layout.ts';
import { controlAt } from '../link/client.ts';
import { createPart, statusOf } from '../part.ts';
import { host } from '../ports.ts';
import { findProgram, wantedPrograms } from '../programs.ts';
import type { Project } from '../project.ts';
import { createReplicas } from '../replica.ts';
import { replicaEnvironment } from '../replica-environment.ts';
import { replicaNames } from '../replica-names.ts';
import type { ArmSpec, Part, Replica, Stack, StackOptions } from '../stack.ts';
import { nativeBalancer } from './balancer.ts';
import { type NativeContext, NativeProgram } from './program.ts';
import { nativeStore, startStandbys } from './redis.ts';

/** Starts nginx, redis-server and the replicas as child processes. */
export async function startNative(options: StackOptions, project: Project): Promise<Stack> {
  const { path: searchPath } = readEnvironment();
  const nginx = await findProgram(wantedPrograms.nginx, searchPath);
  const redis = await findProgram(wantedPrograms.redis, searchPath);
  return await launch(options, project, async (run) => {
    const context = { ...run, programs: { nginx, redis }, searchPath };
    return {
      balancer: nativeBalancer(context, options.arms),
      arms: options.arms.map((spec) => ({
        spec,
        ...nativeStore(context, spec),
        replicas: nativeReplicas(context, spec),
      })),
      links: nativeLinks(context, options.arms),
      standbys: (arms) => startStandbys(context, arms),
      versions: async () => ({
        nodeVersion: process.versions.node,
        nginxVersion: nginx.version,
        redisVersion: redis.version,
        storeProgram: redis.calledItself,
        dockerVersion: null,
      }),
    };
  });
}

/** The replicas of one arm, run by the same Node as the harness. They are not started yet. */
export function nativeReplicas(context: NativeContext, spec: ArmSpec): readonly Replica[] {
  const control = controlAt({ host, port: context.layout.linkControl });
  return createReplicas(context, spec, control, (name, index) => ({
    control: replicaProgram(context, spec, name, index),
    address: { lose: loseAddress, regain: loseAddress },
    keysDirectory: context.run.path,
  }));
}

function replicaProgram(
  context: NativeContext,
  spec: ArmSpec,
  name: string,
  index: number,
): NativeProgram {
  const { layout, project, run } = context;
  const { replicas, store } = portsOf(layout, spec.arm);
  const { public: port = 0, metrics = 0, link = 0 } = replicas[index] ?? {};
  const place = {
    name,
    host,
    port,
    metricsPort: metrics,
    store: `${host}:${spec.storeLinks ? link : store}`,
    keysFile: join(run.path, `${spec.arm}-keys.json`),
  };
  const environment = {
    // A start then needs two thirds of the CPU. Ten replicas that start at once slow down everything else.
    NODE_COMPILE_CACHE: join(project.root, 'node_modules/.cache/lab-compile-cache'),
    ...replicaEnvironment(spec, place, context.secrets),
  };
  const args = [
    ...readEnvironment().nodeFlags,
    join(project.root, project.programOf(spec.contender)),
  ];
  return new NativeProgram({ name, path: process.execPath, args, environment, port }, context);
}

async function loseAddress(): Promise<never> {
  throw new StackError(
    'not_possible',
    'the native driver cannot take an address away: all parts share the loopback interface. Use STACK=compose',
  );
}

/** The process that holds the links of all arms, not started yet; none when no arm asked for links. */
export function nativeLinks(context: NativeContext, specs: readonly ArmSpec[]): readonly Part[] {
  const links = specs.flatMap((spec) => (spec.storeLinks ? linksOf(context, spec) : []));
  if (links.length === 0) return [];
  const port = context.layout.linkControl;
  const plan = JSON.stringify({ control: { host, port }, links });
  const program = new NativeProgram(
    {
      name: 'links',
      path: process.execPath,
      args: [...readEnvironment().nodeFlags, join(import.meta.dirname, '../link/main.ts'), plan],
      port,
    },
    context,
  );
  // Its control knows no link of this name, so 404 is its first answer.
  const isReady = async () => (await statusOf(`http://${host}:${port}/links`, 1_000)) === 404;
  return [createPart('links', program, isReady)];
}

function linksOf({ layout }: NativeContext, spec: ArmSpec) {
  const { store, replicas } = portsOf(layout, spec.arm);
  return replicaNames(spec).map((name, index) => ({
    name,
    listen: { host, port: replicas[index]?.link },
    target: { host, port: store },
  }));
}
