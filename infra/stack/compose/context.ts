import { join } from 'node:path';
import type { Secrets } from '../accounts.ts';
import { type Layout, portsOf } from '../layout.ts';
import type { Project } from '../project.ts';
import { replicaNames } from '../replica-names.ts';
import type { RunDirectory } from '../run/run-directory.ts';
import type { ArmSpec } from '../stack.ts';
import { inside } from './plan.ts';

/** What the parts of one run in containers have in common. */
export interface ComposeContext {
  readonly run: RunDirectory;
  /** Of docker compose. */
  readonly composeProject: string;
  readonly project: Project;
  readonly layout: Layout;
  /** First three numbers of all addresses. */
  readonly network: string;
  readonly secrets: Secrets;
  readonly log: (line: string) => void;
  /** From the call of `stop` on: there is no container any more that a part could be broken in. */
  readonly isEnding: () => boolean;
}

/** The address on which everything is published. */
export const host = '127.0.0.1';

export const storeConfigPath = (context: ComposeContext, arm: string): string =>
  join(context.run.path, `${arm}-store.conf`);

export const sentinelConfigPath = ({ run }: ComposeContext): string =>
  join(run.path, 'sentinel.conf');

/** One link of a run: where it listens in its container and outside, and what it leads to. */
export interface LinkPlace {
  readonly replica: string;
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
      publishedPort: portsOf(layout, spec.arm).replicas[index]?.link ?? 0,
      store: `${spec.arm}-store`,
    })),
  );
  return places.map((place, index) => ({ ...place, insidePort: inside.firstLink + index }));
}
