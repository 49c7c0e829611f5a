import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { renderSentinel } from '../../redis/render.ts';
import { writeBalancerConfig } from '../balancer.ts';
import { readEnvironment } from '../environment.ts';
import { StackError } from '../errors.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { ArmSpec } from '../stack.ts';
import type { ComposeContext } from './context.ts';
import { docker } from './engine.ts';
import { type ComposePlan, inside } from './plan.ts';
import { renderCompose } from './render.ts';
import { configureStore, runBalancerPlan } from './services.ts';

/** Builds the image of the replicas from the sources as they are now. */
export async function buildImage(root: string): Promise<void> {
  const dockerfile = join(root, 'infra/Dockerfile');
  await docker('build', '--quiet', '--tag', 'sessions-versus-tokens', '--file', dockerfile, root);
}

/** Writes the files of a run, which docker compose reads and the containers mount. */
export function writeRunFiles(
  context: ComposeContext,
  plan: ComposePlan,
  specs: readonly ArmSpec[],
): void {
  for (const { arm } of specs) configureStore(context, arm, 'nothing');
  if (plan.standbys !== null) configureSentinels(plan.standbys.sentinelConfig);
  writeBalancerConfig(plan.balancerConfig, runBalancerPlan(plan));
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
export async function bringUp(context: ComposeContext): Promise<void> {
  const files = ['--project-name', context.composeProject, '--file', composeFile(context)];
  const { session, loadAccount } = context.secrets;
  try {
    await promisify(execFile)('docker', ['compose', ...files, 'up', '--detach', '--no-build'], {
      // In the run's work directory this command ends with the run. It must not create containers after that.
      cwd: workDirectory(context.run.path),
      env: {
        ...readEnvironment().docker,
        SESSION_SECRET: session,
        LOAD_ACCOUNT_SECRET: loadAccount,
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
