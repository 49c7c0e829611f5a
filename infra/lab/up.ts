import { requireStartable } from '../stack/arm-specs.ts';
import { chooseDriver } from '../stack/choose-driver.ts';
import type { Project } from '../stack/project.ts';
import type { UpOptions } from './command.ts';
import { askKeeper, startKeeper } from './keeper-client.ts';

/** An arm that has been started, and where it answers. */
export interface StartedArm {
  readonly arm: string;
  readonly url: string;
}

/**
 * Starts a lab that stays; one that is running makes place for it.
 * @throws StackError what is missing, taken or broken, with the remedy
 */
export async function up(
  project: Pick<Project, 'lab'>,
  { contenders, driver: wanted, replicas, firstPort, environment }: UpOptions,
): Promise<readonly StartedArm[]> {
  const driver = await chooseDriver(wanted);
  const arms = contenders.map((contender) => ({
    arm: contender,
    contender,
    replicas,
    environment,
    storeLinks: true,
  }));
  requireStartable(arms); // before the running lab is ended
  await askKeeper(project, { verb: 'down', words: [] });
  await startKeeper({ lab: project.lab, driver, ports: firstPort, arms });
  return await Promise.all(
    contenders.map(async (arm) => ({ arm, url: await urlOf(project, arm) })),
  );
}

async function urlOf(project: Pick<Project, 'lab'>, arm: string): Promise<string> {
  const answer = await askKeeper(project, { verb: 'url', words: [arm] });
  return answer?.lines[0] ?? '';
}
