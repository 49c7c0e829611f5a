import { randomSecrets } from '../accounts.ts';
import { assembleArm, assembleStack } from '../assemble.ts';
import { balancerConfigSha256 } from '../config-hash.ts';
import { readEnvironment } from '../environment.ts';
import { chooseLayout, portsOf } from '../layout.ts';
import { findProgram, wantedPrograms } from '../programs.ts';
import type { Project } from '../project.ts';
import { replicaNames } from '../replica-names.ts';
import { endDeadRuns } from '../run/end-run.ts';
import { holdRun } from '../run/leash.ts';
import { createRunDirectory } from '../run/run-directory.ts';
import type { ArmSpec, Replica, Stack, StackFacts, StackOptions } from '../stack.ts';
import { startParts } from '../start-parts.ts';
import { nativeBalancer } from './balancer.ts';
import type { NativeContext } from './context.ts';
import { nativeLink, nativeLinks } from './links.ts';
import { nativeReplica } from './replica.ts';
import { startStandbys } from './standby.ts';
import { nativeStore } from './store.ts';

/** Starts nginx, redis-server and the replicas as child processes. */
export async function startNative(options: StackOptions, project: Project): Promise<Stack> {
  const { arms: specs, ports = 'free', log = () => undefined } = options;
  const { path: searchPath } = readEnvironment();
  const programs = {
    nginx: await findProgram(wantedPrograms.nginx, searchPath),
    redis: await findProgram(wantedPrograms.redis, searchPath),
  };
  await endDeadRuns(project.lab, log);
  const layout = await chooseLayout(specs, ports);
  const run = createRunDirectory(project.lab, 'native');
  const leash = holdRun(run);
  let ending = false;
  const context: NativeContext = {
    run,
    project,
    programs,
    searchPath,
    layout,
    secrets: randomSecrets(),
    log: (line) => {
      if (!ending) log(line);
    },
    isEnding: () => ending,
  };

  try {
    const parts = createParts(context, specs);
    await startParts(parts, log);
    const { standbys, close } = await startStandbys(context, parts.arms);
    return assembleStack({
      standbys,
      arms: parts.arms,
      balancer: parts.balancer,
      secrets: context.secrets,
      facts: factsOf(context, specs),
      end: async () => {
        ending = true;
        parts.close();
        close();
        await leash.end();
      },
    });
  } catch (error) {
    ending = true;
    await leash.end();
    throw error;
  }
}

function createParts(context: NativeContext, specs: readonly ArmSpec[]) {
  const balancer = nativeBalancer(context, specs);
  const stores = specs.map((spec) => nativeStore(context, spec));
  const arms = stores.map(({ store }, index) => {
    const spec = specs[index];
    if (spec === undefined) throw new Error('a store without an arm');
    return assembleArm(spec, balancer, replicasOf(context, spec), store);
  });
  return {
    arms,
    balancer,
    links: nativeLinks(context, specs),
    close: () => {
      for (const { connection } of stores) connection.close();
    },
  };
}

function replicasOf(context: NativeContext, spec: ArmSpec): readonly Replica[] {
  const { replicas } = portsOf(context.layout, spec.arm);
  return replicaNames(spec).map((name, index) => {
    const ports = replicas[index];
    if (ports === undefined) throw new Error(`no ports for ${name}`);
    const storeLink = spec.storeLinks ? nativeLink(context, name, ports.link) : null;
    return nativeReplica(context, spec, name, ports, storeLink);
  });
}

function factsOf({ programs }: NativeContext, specs: readonly ArmSpec[]): StackFacts {
  return {
    driver: 'native',
    nodeVersion: process.versions.node,
    nginxVersion: programs.nginx.version,
    redisVersion: programs.redis.version,
    dockerVersion: null,
    balancerConfigSha256: balancerConfigSha256(specs),
  };
}
