import { launch, type RunContext } from '../launch.ts';
import type { Project } from '../project.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { Arm, ArmSpec, Stack, StackOptions } from '../stack.ts';
import { pairUp, type Standbys } from '../standby.ts';
import { type ComposeContext, host } from './context.ts';
import { engineVersion, freeNetwork, listenForDeaths } from './engine.ts';
import { type ComposePlan, inside } from './plan.ts';
import { planRun } from './plan-run.ts';
import { type ComposeProgram, programOf } from './program.ts';
import { composeLinks, composeReplicas } from './replicas.ts';
import { composeBalancer, composeStore, type Programs } from './services.ts';
import { bringUp, buildImage, writeRunFiles } from './up.ts';

/** Starts the lab in containers. It is a compose project of its own, so several labs can run side by side. */
export async function startCompose(options: StackOptions, project: Project): Promise<Stack> {
  const { arms: specs, log = () => undefined } = options;
  const dockerVersion = await engineVersion();
  const network = await freeNetwork(Math.random);
  log('building the image of the replicas');
  await buildImage(project.root);
  return await launch(options, project, async (run: RunContext) => {
    const context = { ...run, composeProject: run.run.owner.project ?? '', network };
    const plan = planRun(context, specs);
    writeRunFiles(context, plan, specs);
    await bringUp(context);
    const known = new Map<string, ComposeProgram>();
    const programs = knownPrograms(context, known);
    const balancer = composeBalancer(context, programs, plan, specs);
    const arms = specs.map((spec) => ({
      spec,
      ...composeStore(context, programs, spec),
      replicas: composeReplicas(context, programs, plan, spec),
    }));
    const links = composeLinks(context, programs, plan);
    const deaths = listenForDeaths(
      context.composeProject,
      workDirectory(run.run.path),
      (service, exitCode) => known.get(service)?.containerEnded(exitCode),
    );
    return {
      balancer,
      arms,
      links,
      standbys: (started) => composeStandbys(context, plan, started),
      versions: () => versionsIn(known, specs, dockerVersion),
      close: deaths.close,
    };
  });
}

/** Gives one object per service: the object holds the state of its program. */
function knownPrograms(context: ComposeContext, known: Map<string, ComposeProgram>): Programs {
  return (service) => {
    const program = known.get(service) ?? programOf(context, service);
    known.set(service, program);
    return program;
  };
}

/** The second Redis of each arm that asked for one, and the sentinels. Their containers run already. */
function composeStandbys(
  { layout }: ComposeContext,
  plan: ComposePlan,
  arms: readonly Arm[],
): Promise<Standbys> {
  const { stores = [], sentinels = [] } = plan.standbys ?? {};
  const at = (place: number | undefined) => ({
    host: `${plan.network}.${place}`,
    port: inside.store,
  });
  const doubled = stores.flatMap((store) => {
    const arm = arms.find(({ spec }) => spec.arm === store.arm);
    if (arm === undefined) return [];
    const master = plan.arms.find((each) => each.arm === store.arm)?.store.host;
    const entrance = { host, port: store.port };
    return [{ arm, entrance, master: at(master), standby: at(store.host) }];
  });
  return pairUp(doubled, {
    sentinels: sentinels.map(({ port }) => ({ host, port })),
    linkControl: { host, port: layout.linkControl },
  });
}

async function versionsIn(
  programs: ReadonlyMap<string, ComposeProgram>,
  specs: readonly ArmSpec[],
  dockerVersion: string,
) {
  const [arm = ''] = specs.map((spec) => spec.arm);
  const version = async (service: string, command: string) => {
    const output = await programs.get(service)?.read(`${command} 2>&1`);
    return /\d+\.\d+\.\d+/.exec(output?.join(' ') ?? '')?.[0] ?? 'unknown';
  };
  return {
    nodeVersion: await version(`${arm}-1`, 'node --version'),
    nginxVersion: await version('balancer', 'nginx -v'),
    redisVersion: await version(`${arm}-store`, 'redis-server --version'),
    dockerVersion,
  };
}
