import { join } from 'node:path';
import type { RunContext } from '../launch.ts';
import { portsOf } from '../layout.ts';
import { replicaNames } from '../replica-names.ts';
import type { ArmSpec } from '../stack.ts';
import { inside } from './plan.ts';

/** What the parts of one run in containers share. */
export interface ComposeContext extends RunContext {
  /** The name of the docker compose project. */
  readonly composeProject: string;
  /** The first three numbers of an arm's addresses, for each arm in the order of their specs. */
  readonly networks: readonly string[];
}

/** The address at which every published port is reached. */
export const host = '127.0.0.1';

export const storeConfigPath = (context: ComposeContext, arm: string): string =>
  join(context.run.path, `${arm}-store.conf`);

export const balancerConfigPath = ({ run }: ComposeContext): string => join(run.path, 'nginx.conf');

export const sentinelConfigPath = ({ run }: ComposeContext): string =>
  join(run.path, 'sentinel.conf');

/** One link of a run: its port in the container, its port outside, and the store that it leads to. */
export interface LinkPlace {
  readonly replica: string;
  readonly arm: string;
  readonly insidePort: number;
  readonly publishedPort: number;
  readonly store: string;
}

/** The links of all arms that asked for them. */
export function linkPlaces({ layout }: ComposeContext, specs: readonly ArmSpec[]): LinkPlace[] {
  const linked = specs.filter(({ storeLinks }) => storeLinks);
  const places = linked.flatMap((spec) =>
    replicaNames(spec).map((replica, index) => ({
      replica,
      arm: spec.arm,
      publishedPort: portsOf(layout, spec.arm).replicas[index]?.link ?? 0,
      store: `${spec.arm}-store`,
    })),
  );
  return places.map((place, index) => ({ ...place, insidePort: inside.firstLink + index }));
}
