import { randomSecrets } from '../accounts.ts';
import { assembleArm, assembleStack } from '../assemble.ts';
import { balancerConfigSha256 } from '../config-hash.ts';
import { chooseLayout } from '../layout.ts';
import type { Project } from '../project.ts';
import { endDeadRuns } from '../run/end-run.ts';
import { holdRun } from '../run/leash.ts';
import { createRunDirectory, workDirectory } from '../run/run-directory.ts';
import type { ArmSpec, Stack, StackFacts, StackOptions } from '../stack.ts';
import { startParts } from '../start-parts.ts';
import type { ComposeContext } from './context.ts';
import { listenForDeaths } from './death-notices.ts';
import { engineVersion } from './engine.ts';
import { freeNetwork } from './free-network.ts';
import { planRun } from './plan-run.ts';
import { type ComposeProgram, programOf } from './program.ts';
import { composeLinks, composeReplicas } from './replicas.ts';
import { composeBalancer, composeStore, type Programs } from './services.ts';
import { composeStandbys } from './standby.ts';
import { bringUp, buildImage, writeRunFiles } from './up.ts';

/** Starts the lab in containers, as a compose project of its own, so that several can run side by side. */
export async function startCompose(options: StackOptions, project: Project): Promise<Stack> {
  const { arms: specs, ports = 'free', log = () => undefined } = options;
  const dockerVersion = await engineVersion();
  await endDeadRuns(project.lab, log);
  const layout = await chooseLayout(specs, ports);
  const network = await freeNetwork(Math.random);
  log('building the image of the replicas');
  await buildImage(project.root);

  const run = createRunDirectory(project.lab, 'compose');
  const leash = holdRun(run);
  const composeProject = run.owner.project ?? '';
  const secrets = randomSecrets();
  let ending = false;
  const isEnding = () => ending;
  const context = { run, composeProject, project, layout, network, secrets, log, isEnding };
  let deaths: ReturnType<typeof listenForDeaths> | null = null;
  try {
    const plan = planRun(context, specs);
    writeRunFiles(context, plan, specs);
    await bringUp(context);
    const programs = new Map<string, ComposeProgram>();
    const parts = createParts(context, knownPrograms(context, programs), plan, specs);
    deaths = listenForDeaths(composeProject, workDirectory(run.path), (service, exitCode) =>
      programs.get(service)?.containerEnded(exitCode),
    );
    await startParts(parts, log);
    const { standbys, close } = await composeStandbys(context, plan, parts.arms);
    return assembleStack({
      standbys,
      arms: parts.arms,
      balancer: parts.balancer,
      secrets,
      facts: await factsOf(programs, specs, dockerVersion),
      end: async () => {
        ending = true;
        deaths?.close();
        parts.close();
        close();
        await leash.end();
      },
    });
  } catch (error) {
    deaths?.close();
    await leash.end();
    throw error;
  }
}

/** One object per service: its state is in it. */
function knownPrograms(context: ComposeContext, programs: Map<string, ComposeProgram>): Programs {
  return (service) => {
    const known = programs.get(service) ?? programOf(context, service);
    programs.set(service, known);
    return known;
  };
}

function createParts(
  context: ComposeContext,
  programs: Programs,
  plan: ReturnType<typeof planRun>,
  specs: readonly ArmSpec[],
) {
  const balancer = composeBalancer(context, programs, plan, specs);
  const stores = specs.map((spec) => ({ spec, ...composeStore(context, programs, spec) }));
  return {
    arms: stores.map(({ spec, store }) =>
      assembleArm(spec, balancer, composeReplicas(context, programs, plan, spec), store),
    ),
    balancer,
    links: composeLinks(context, programs, plan),
    close: () => {
      for (const { connection } of stores) connection.close();
    },
  };
}

async function factsOf(
  programs: ReadonlyMap<string, ComposeProgram>,
  specs: readonly ArmSpec[],
  dockerVersion: string,
): Promise<StackFacts> {
  const [arm = ''] = specs.map((spec) => spec.arm);
  const version = async (service: string, command: string) => {
    const output = await programs.get(service)?.read(`${command} 2>&1`);
    return /\d+\.\d+\.\d+/.exec(output?.join(' ') ?? '')?.[0] ?? 'unknown';
  };
  return {
    driver: 'compose',
    nodeVersion: await version(`${arm}-1`, 'node --version'),
    nginxVersion: await version('balancer', 'nginx -v'),
    redisVersion: await version(`${arm}-store`, 'redis-server --version'),
    dockerVersion,
    balancerConfigSha256: balancerConfigSha256(specs),
  };
}
