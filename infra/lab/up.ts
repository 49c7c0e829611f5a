import { chooseDriver } from '../stack/choose-driver.ts';
import { layOut } from '../stack/layout.ts';
import { host, type PortUse, requireFree } from '../stack/ports.ts';
import type { Project } from '../stack/project.ts';
import { requireWritable } from '../stack/run/run-directory.ts';
import { requireStartable } from '../stack/start.ts';
import type { UpOptions } from './command.ts';
import { askKeeper, startKeeper } from './keeper-client.ts';
import { requireSettings } from './settings.ts';

/** An arm that has been started, and its address behind the balancer. */
export interface StartedArm {
  readonly arm: string;
  readonly url: string;
}

/**
 * Starts a lab that stays up. A lab that is already running is stopped first.
 * @throws StackError that names what is missing, taken or broken, and the remedy
 */
export async function up(
  project: Project,
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
  // The running lab is stopped only when nothing stands against the new one.
  requireStartable(arms);
  requireWritable(project.lab);
  await requireSettings(project, arms);
  await requireFree(await othersOf(project, layOut(arms, firstPort).uses));
  await askKeeper(project, { verb: 'down', words: [] });
  await startKeeper({ lab: project.lab, driver, ports: firstPort, arms });
  return await Promise.all(
    contenders.map(async (arm) => ({ arm, url: await urlOf(project, arm) })),
  );
}

/** The ports that the running lab does not hold. It will have given its own up. */
async function othersOf(project: Project, uses: readonly PortUse[]): Promise<readonly PortUse[]> {
  const answer = await askKeeper(project, { verb: 'ports', words: [] });
  return uses.filter(({ port }) => !answer?.lines.includes(String(port)));
}

async function urlOf(project: Pick<Project, 'lab'>, arm: string): Promise<string> {
  const answer = await askKeeper(project, { verb: 'url', words: [arm] });
  return answer?.lines[0] ?? '';
}

/** What `make up` prints: three lines, for any number of contenders. `make status` has every address in full. */
export function summary(arms: readonly StartedArm[]): readonly string[] {
  const ports = arms.map(({ arm, url }) => `${arm} ${new URL(url).port}`);
  // The floor gives out no credential.
  const first = arms.find(({ arm }) => arm !== 'floor')?.arm ?? 'tokens';
  return [
    `up on ${host}: ${ports.join(', ')}`,
    `try it: ./lab login alice ${first}, then ./lab try alice ${first}`,
    'make status shows the addresses, ./lab the verbs; make down stops the lab',
  ];
}
