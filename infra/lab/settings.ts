import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { randomSecrets } from '../stack/accounts.ts';
import { readEnvironment } from '../stack/environment.ts';
import { StackError } from '../stack/errors.ts';
import type { Project } from '../stack/project.ts';
import { replicaEnvironment } from '../stack/replica-environment.ts';
import type { ArmSpec } from '../stack/stack.ts';

/** Any place will do: a replica that only checks its settings does not listen. */
const place = { host: '127.0.0.1', port: 1, metricsPort: 2, store: '127.0.0.1:3', keysFile: '-' };

/**
 * Asks the program of each arm whether it can use the settings of the arm. A setting that some arms do not read is
 * allowed, as long as one arm reads it.
 * @throws StackError `not_possible` for a setting that no arm has or that the lab itself sets, and for a bad value
 */
export async function requireSettings(project: Project, arms: readonly ArmSpec[]): Promise<void> {
  const names = [...new Set(arms.flatMap(({ environment = {} }) => Object.keys(environment)))];
  if (names.length === 0) return;
  const own = arms.flatMap((arm) => Object.keys(environmentOf({ ...arm, environment: {} })));
  const taken = names.find((name) => own.includes(name));
  if (taken !== undefined) {
    throw new StackError('not_possible', `--set ${taken}: the lab itself sets this variable`);
  }
  const unread = await Promise.all(arms.map((arm) => settingsNotReadBy(project, arm, names)));
  const unknown = names.find((name) => unread.every((each) => each.includes(name)));
  if (unknown === undefined) return;
  const of = arms.map(({ arm }) => arm).join(', ');
  throw new StackError(
    'not_possible',
    `--set ${unknown}: ${of} have no such setting; docs/reference/configuration.md lists those that exist`,
  );
}

async function settingsNotReadBy(
  project: Project,
  arm: ArmSpec,
  names: readonly string[],
): Promise<readonly string[]> {
  const program = join(project.root, project.programOf(arm.contender));
  const flags = readEnvironment().nodeFlags;
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...flags, program, '--check-settings', ...names],
      { env: environmentOf(arm) },
    );
    return z.array(z.string()).parse(JSON.parse(stdout));
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : cause;
    throw new StackError('not_possible', `${arm.arm}: ${said}`, { cause });
  }
}

function environmentOf(arm: ArmSpec): Record<string, string> {
  return replicaEnvironment(arm, { ...place, name: `${arm.arm}-1` }, randomSecrets());
}
