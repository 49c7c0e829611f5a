import { join } from 'node:path';
import { StackError } from '../errors.ts';
import { portsOf, type ReplicaPorts } from '../layout.ts';
import { createReplica } from '../replica.ts';
import { replicaEnvironment } from '../replica-environment.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { ArmSpec, Link, Replica } from '../stack.ts';
import { host, type NativeContext } from './context.ts';
import { NativeProgram } from './program.ts';

/** One replica, run by the same Node as the harness, not started yet. */
export function nativeReplica(
  context: NativeContext,
  spec: ArmSpec,
  name: string,
  ports: ReplicaPorts,
  storeLink: Link | null,
): Replica {
  const storePort = storeLink === null ? portsOf(context.layout, spec.arm).store : ports.link;
  const place = {
    name,
    host,
    port: ports.public,
    metricsPort: ports.metrics,
    redisUrl: `redis://${host}:${storePort}`,
    keysFile: join(context.run.path, `${spec.arm}-keys.json`),
  };
  const control = new NativeProgram(
    {
      name,
      path: process.execPath,
      args: [join(context.project.root, context.project.programOf(spec.contender))],
      environment: {
        PATH: context.searchPath,
        // A start costs two thirds of its CPU then, and ten replicas that start are in everybody's way.
        NODE_COMPILE_CACHE: join(context.project.root, 'node_modules/.cache/lab-compile-cache'),
        ...replicaEnvironment(spec, place, context.secrets),
      },
      workDirectory: workDirectory(context.run.path),
      logPath: join(context.run.path, 'logs', `${name}.log`),
      port: ports.public,
    },
    context,
  );
  const facts = {
    name,
    arm: spec.arm,
    contender: spec.contender,
    url: `http://${host}:${ports.public}`,
    metricsUrl: `http://${host}:${ports.metrics}`,
    keysDirectory: context.run.path,
  };
  return createReplica(facts, control, { lose: loseAddress, regain: loseAddress }, storeLink);
}

async function loseAddress(): Promise<never> {
  throw new StackError(
    'not_possible',
    'the native driver cannot take an address away: all parts share the loopback interface. Use the compose driver (STACK=compose)',
  );
}
