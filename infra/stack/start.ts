import { requireStartable } from './arm-specs.ts';
import { startCompose } from './compose/start.ts';
import { startNative } from './native/start.ts';
import { type Project, project as thisProject } from './project.ts';
import type { Stack, StackOptions } from './stack.ts';

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
