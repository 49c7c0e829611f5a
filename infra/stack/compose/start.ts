import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { renderSentinel } from '../../redis/render.ts';
import { storePassword } from '../accounts.ts';
import { writeBalancerConfig } from '../balancer.ts';
import { readEnvironment } from '../environment.ts';
import { StackError } from '../errors.ts';
import { launch, type RunContext } from '../launch.ts';
import { nameIn } from '../programs.ts';
import type { Project } from '../project.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { Arm, ArmSpec, Stack, StackOptions } from '../stack.ts';
import { pairUp, type Standbys } from '../standby.ts';
import { balancerConfigPath, type ComposeContext, host, sentinelConfigPath } from './context.ts';
import { docker, engineVersion, freeNetworks, listenForDeaths } from './engine.ts';
import { composeLinks, linkControlOf } from './links.ts';
import { type ComposePlan, inside, passwordVariable } from './plan.ts';
import { planRun } from './plan-run.ts';
import { type ComposeProgram, programOf } from './program.ts';
import { renderCompose } from './render.ts';
import { composeReplicas } from './replicas.ts';
import {
  composeBalancer,
  composeStore,
  configureStore,
  type Programs,
  runBalancerPlan,
} from './services.ts';

/** Starts the lab in containers. It is a compose project of its own, so several labs can run side by side. */
export async function startCompose(options: StackOptions, project: Project): Promise<Stack> {
  const { arms: specs, log = () => undefined } = options;
  if (`${project.root}${project.lab}`.includes(':')) {
    throw new StackError(
      'not_possible',
      `Docker mounts no folder whose path has a colon, as ${project.lab} has: move the lab, or use STACK=native`,
    );
  }
  const dockerVersion = await engineVersion();
  const networks = await freeNetworks(specs.length, Math.random);
  log('building the image of the replicas');
  await buildImage(project.root);
  return await launch(options, project, async (run: RunContext) => {
    const context = { ...run, composeProject: run.run.owner.project ?? '', networks };
    const plan = planRun(context, specs);
    writeRunFiles(context, plan, specs);
    await bringUp(context, specs);
    const known = new Map<string, ComposeProgram>();
    const programs = knownPrograms(context, known);
    const balancer = composeBalancer(context, programs, plan, specs);
    const arms = specs.map((spec) => ({
      spec,
      ...composeStore(context, programs, spec),
      replicas: composeReplicas(context, programs, plan, spec),
    }));
    const deaths = listenForDeaths(
      context.composeProject,
      workDirectory(run.run.path),
      (service, exitCode) => known.get(service)?.containerEnded(exitCode),
    );
    return {
      balancer,
      arms,
      links: composeLinks(programs, specs),
      standbys: (started) => composeStandbys(context, programs, plan, started),
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
  { secrets }: ComposeContext,
  programs: Programs,
  plan: ComposePlan,
  arms: readonly Arm[],
): Promise<Standbys> {
  const { stores = [], sentinels = [] } = plan.standbys ?? {};
  const doubled = stores.flatMap((store) => {
    const arm = arms.find(({ spec }) => spec.arm === store.arm);
    const planned = plan.arms.find((each) => each.arm === store.arm);
    if (arm === undefined || planned === undefined) return [];
    const at = (place: number) => ({ host: `${planned.network}.${place}`, port: inside.store });
    return [
      {
        arm,
        entrance: { host, port: store.port },
        master: at(planned.store.host),
        standby: at(store.host),
        password: storePassword(store.arm, secrets),
        linkControl: linkControlOf(programs, store.arm),
      },
    ];
  });
  const places = sentinels.map(({ port }) => ({ host, port }));
  return pairUp(doubled, places);
}

async function versionsIn(
  programs: ReadonlyMap<string, ComposeProgram>,
  specs: readonly ArmSpec[],
  dockerVersion: string,
) {
  const [arm = ''] = specs.map((spec) => spec.arm);
  const read = async (service: string, command: string) =>
    (await programs.get(service)?.read(`${command} 2>&1`))?.join('\n') ?? '';
  const version = async (service: string, command: string) =>
    /\d+\.\d+\.\d+/.exec(await read(service, command))?.[0] ?? 'unknown';
  return {
    nodeVersion: await version(`${arm}-1`, 'node --version'),
    nginxVersion: await version('balancer', 'nginx -v'),
    redisVersion: await version(`${arm}-store`, 'redis-server --version'),
    storeProgram: nameIn(await read(`${arm}-store`, 'redis-server --version')) ?? 'unknown',
    dockerVersion,
  };
}

/** Builds the image of the replicas from the sources as they are now. */
async function buildImage(root: string): Promise<void> {
  const dockerfile = join(root, 'infra/Dockerfile');
  const from = ['--build-arg', 'NODE_IMAGE']; // Without a value: from the environment, if it is there.
  const image = ['--tag', 'sessions-versus-tokens', '--file', dockerfile];
  await docker('build', '--quiet', ...from, ...image, root);
}

/** Writes the files of a run, which docker compose reads and the containers mount. */
function writeRunFiles(
  context: ComposeContext,
  plan: ComposePlan,
  specs: readonly ArmSpec[],
): void {
  for (const { arm } of specs) configureStore(context, arm, 'nothing');
  if (plan.standbys !== null) configureSentinels(sentinelConfigPath(context));
  writeBalancerConfig(balancerConfigPath(context), runBalancerPlan(plan));
  writeFileSync(composeFile(context), renderCompose(plan));
  // nginx writes its log as a user that may not exist on this machine.
  chmodSync(join(context.run.path, 'logs'), 0o777);
}

function configureSentinels(path: string): void {
  const text = renderSentinel({ bind: '0.0.0.0', port: inside.store, directory: '/tmp' });
  writeFileSync(path, text, { mode: 0o644 });
}

function composeFile({ run }: ComposeContext): string {
  return join(run.path, 'compose.yml');
}

/** Creates and starts all containers. @throws StackError `part_failed` with the message of docker */
async function bringUp(context: ComposeContext, specs: readonly ArmSpec[]): Promise<void> {
  const files = ['--project-name', context.composeProject, '--file', composeFile(context)];
  const { secrets } = context;
  const passwords = specs.map(({ arm }) => [passwordVariable(arm), storePassword(arm, secrets)]);
  try {
    await promisify(execFile)('docker', ['compose', ...files, 'up', '--detach', '--no-build'], {
      // In the run's work directory this command ends with the run. It must not create containers after that.
      cwd: workDirectory(context.run.path),
      env: {
        ...readEnvironment().docker,
        SESSION_SECRET: secrets.session,
        LOAD_ACCOUNT_SECRET: secrets.loadAccount,
        ...Object.fromEntries(passwords),
      },
    });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const lines = said.trim().split('\n').slice(-3).join('\n  ');
    throw new StackError('part_failed', `docker compose could not start the lab:\n  ${lines}`, {
      cause,
    });
  }
}
