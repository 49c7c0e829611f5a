import { readEnvironment } from '../environment.ts';
import { launch } from '../launch.ts';
import { findProgram, wantedPrograms } from '../programs.ts';
import type { Project } from '../project.ts';
import type { Stack, StackOptions } from '../stack.ts';
import { nativeBalancer } from './balancer.ts';
import { nativeStore, startStandbys } from './redis.ts';
import { nativeLinks, nativeReplicas } from './replicas.ts';

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
        dockerVersion: null,
      }),
    };
  });
}
