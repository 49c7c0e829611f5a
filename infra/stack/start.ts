import { requireStartable } from './arm-specs.ts';
import { startCompose } from './compose/start.ts';
import { startNative } from './native/start.ts';
import { type Project, project as thisProject } from './project.ts';
import type { Stack, StackOptions } from './stack.ts';

/**
 * Starts the lab and waits until every part is ready. Ends what dead runs left behind first. Unless `keep` is set, the
 * lab ends with this process, however that dies.
 * @throws StackError in one sentence with the remedy; whatever had been started is stopped again.
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
