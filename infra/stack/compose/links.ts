import { StackError } from '../errors.ts';
import { portsOf } from '../layout.ts';
import type { LinkControl } from '../link/client.ts';
import { createPart } from '../part.ts';
import { replicaNames } from '../replica-names.ts';
import type { ArmSpec, Part } from '../stack.ts';
import type { ComposeContext } from './context.ts';
import { inside } from './plan.ts';
import type { ComposeProgram } from './program.ts';
import type { Programs } from './services.ts';

/** One link: its port in the container that holds the links of its arm, and its port outside. */
export interface LinkPlace {
  readonly replica: string;
  readonly insidePort: number;
  readonly publishedPort: number;
}

/** The links of an arm; none when it did not ask for them. */
export function linkPlaces({ layout }: ComposeContext, spec: ArmSpec): readonly LinkPlace[] {
  if (!spec.storeLinks) return [];
  return replicaNames(spec).map((replica, index) => ({
    replica,
    insidePort: inside.firstLink + index,
    publishedPort: portsOf(layout, spec.arm).replicas[index]?.link ?? 0,
  }));
}

/** The service that holds the links of an arm. */
export const linksService = (arm: string): string => `${arm}-links`;

/** The containers that hold links, one for each arm that asked for them. */
export function composeLinks(programs: Programs, specs: readonly ArmSpec[]): readonly Part[] {
  const linked = specs.filter(({ storeLinks }) => storeLinks);
  return linked.map(({ arm }) => {
    const program = programs(linksService(arm));
    // Its control knows no link of this name, so 404 is its first answer.
    const isReady = async () => (await tellControl(program, '/links', '{}'))[0] === '404';
    return createPart(program.name, program, isReady);
  });
}

/**
 * The control of the links of an arm. A replica is in the same network, so this control listens on the loopback
 * interface of its container, and the harness asks from a shell in there.
 */
export function linkControlOf(programs: Programs, arm: string): LinkControl {
  return async (path, body) => {
    const program = programs(linksService(arm));
    const [status, ...answer] = await tellControl(program, path, JSON.stringify(body));
    if (status === '200') return;
    const said = [status, ...answer].join(' ');
    throw new StackError('part_failed', `${program.name}: PUT ${path}: ${said}`);
  };
}

/** Resolves to the status of the answer and, unless it is 200, to its lines; to nothing when no program listens. */
function tellControl(
  program: ComposeProgram,
  path: string,
  json: string,
): Promise<readonly string[]> {
  return program.read(`lab_put ${inside.linkControl} ${path} '${json}'`);
}
