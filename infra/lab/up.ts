import { chooseDriver } from '../stack/choose-driver.ts';
import { layOut } from '../stack/layout.ts';
import { type PortUse, requireFree } from '../stack/ports.ts';
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

/**
 * Commands to type next: the same requests for each contender.
 * @param namesProxy whether curl would ask a proxy for the lab, which only this machine can reach
 */
export function howToTry(
  arms: readonly StartedArm[],
  { namesProxy }: { readonly namesProxy: boolean },
): readonly string[] {
  const body = `'{"username":"alice","password":"alice-demo-password"}'`;
  return [
    '',
    ...(namesProxy
      ? ['Your shell names a proxy. So that curl reaches the lab: export no_proxy=127.0.0.1', '']
      : []),
    'Try it (alice is a seeded account; the logout makes the second GET fail with 401):',
    ...arms.flatMap(({ arm, url }) => [
      '',
      `  curl -c ${arm}.jar --json ${body} ${url}/login`,
      `  curl -b ${arm}.jar ${url}/me`,
      `  curl -b ${arm}.jar -X POST ${url}/logout`,
      `  curl -b ${arm}.jar ${url}/me`,
    ]),
    '',
    'Then break it: ./lab lists the verbs. Stop it with make down.',
  ];
}
