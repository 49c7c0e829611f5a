import { contenderNames, isContender } from '../contenders/contenders.ts';
import { startCompose } from './compose/start.ts';
import { StackError } from './errors.ts';
import { startNative } from './native/start.ts';
import { type Project, project as thisProject } from './project.ts';
import type { ArmSpec, Stack, StackOptions } from './stack.ts';

/**
 * Starts the lab and waits until every part is ready. It first removes what dead runs left behind. The lab ends with
 * this process, however this process ends.
 * @throws StackError in one sentence with the remedy, after everything that had been started was stopped again
 */
export async function startStack(
  options: StackOptions,
  project: Project = thisProject,
): Promise<Stack> {
  requireStartable(options.arms);
  switch (options.driver) {
    case 'native':
      return await startNative(options, project);
    case 'compose':
      return await startCompose(options, project);
    default:
      return options.driver satisfies never;
  }
}

/** Fails early and in words for arms that no driver could start. */
export function requireStartable(arms: readonly ArmSpec[]): void {
  const names = arms.map(({ arm }) => arm);
  for (const { arm, contender, replicas = 1, standby = false, storeLinks = false } of arms) {
    requireContender(contender);
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(arm)) {
      throw new StackError('not_possible', `"${arm}" is no name for an arm: use a-z, 0-9 and -`);
    }
    if (standby && !storeLinks) {
      throw new StackError('not_possible', `${arm} has a standby and no links that can lead to it`);
    }
    if (names.indexOf(arm) !== names.lastIndexOf(arm)) {
      throw new StackError('not_possible', `two arms are called "${arm}"`);
    }
    if (!Number.isInteger(replicas) || replicas < 1) {
      throw new StackError('not_possible', `${arm} cannot have ${replicas} replicas`);
    }
  }
  if (arms.length === 0) throw new StackError('not_possible', 'a stack needs at least one arm');
}

function requireContender(name: string): void {
  if (isContender(name)) return;
  throw new StackError(
    'unknown_contender',
    `there is no contender "${name}"; the contenders are ${contenderNames.join(', ')}`,
  );
}
